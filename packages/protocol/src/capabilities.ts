import * as z from 'zod'

/**
 * What an agent or a server can do, by the names that the AIM project uses since 2026,
 * and the names that it lacks for e-mail, browser, cloud, models and credentials.
 */
export const capabilityCatalogue = {
  'file:read': 'Reads files',
  'file:write': 'Creates or changes files',
  'file:delete': 'Deletes files',
  'file:execute': 'Runs files as programs',
  'db:read': 'Reads from a database',
  'db:write': 'Writes to a database',
  'db:admin': 'Changes the structure or the rights of a database',
  'api:call': 'Calls HTTP APIs',
  'api:webhook': 'Receives webhooks',
  'network:connect': 'Opens network connections',
  'network:listen': 'Listens for network connections',
  'system:exec': 'Runs commands or evaluates code',
  'system:admin': 'Changes processes, services or settings of the system',
  'user:read': 'Reads data about users',
  'user:write': 'Changes data about users',
  'user:impersonate': 'Acts in the name of a user',
  'data:export': 'Moves data out',
  'data:encrypt': 'Encrypts or decrypts data',
  'mcp:tool_use': 'Calls tools of MCP servers',
  'mcp:resource_read': 'Reads resources of MCP servers',
  'email:read': 'Reads e-mail',
  'email:send': 'Sends e-mail and messages',
  'browser:automate': 'Drives a browser',
  'browser:scrape': 'Extracts content from web pages',
  'cloud:access': 'Uses the API of a cloud provider',
  'model:call': 'Calls a language or other AI model',
  'credential:read': 'Reads secrets, keys or tokens',
} as const

export type CapabilityName = keyof typeof capabilityCatalogue

export const capabilityNames = Object.keys(capabilityCatalogue) as [CapabilityName, ...CapabilityName[]]

export const capabilityNameSchema = z.enum(capabilityNames)

/** Names that older detectors used, and what they are called now. */
export const formerCapabilityNames: Readonly<Record<string, CapabilityName>> = {
  read_files: 'file:read',
  write_files: 'file:write',
  execute_code: 'system:exec',
  network_access: 'network:connect',
  access_database: 'db:read',
  make_api_calls: 'api:call',
  data_processing: 'data:export',
  send_email: 'email:send',
  read_email: 'email:read',
  access_cloud_services: 'cloud:access',
  web_scraping: 'browser:scrape',
  web_automation: 'browser:automate',
  ai_model_access: 'model:call',
}
