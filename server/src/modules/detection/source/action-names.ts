import type { CapabilityName } from '@reeve/protocol/capabilities'

/** What the name of an action or a tool says that it does. The name is compared in lower case with a space between its words; every row that fits counts. */
const actionPatterns: readonly { readonly pattern: RegExp; readonly capabilities: readonly CapabilityName[] }[] = [
  {
    pattern: /\b(read|load|open|view|cat|get|list|search|find) (\w+ ){0,3}(files?|director(y|ies)|folders?|documents?)\b/,
    capabilities: ['file:read'],
  },
  {
    pattern: /\b(write|save|create|edit|append|modify|update|move|rename|copy|patch) (\w+ ){0,3}(files?|director(y|ies)|folders?)\b/,
    capabilities: ['file:write'],
  },
  { pattern: /\b(delete|remove|unlink|erase) (\w+ ){0,3}(files?|director(y|ies)|folders?)\b/, capabilities: ['file:delete'] },
  { pattern: /\b(run|execute) (\w+ ){0,3}(script|program|binary|file|notebook)s?\b/, capabilities: ['file:execute'] },
  {
    pattern:
      /\b(run|execute|exec|eval|evaluate) (\w+ ){0,3}(code|commands?|shell|bash|python|javascript|terminal|process)\b|^(bash|shell|terminal|exec|execute command)$/,
    capabilities: ['system:exec'],
  },
  {
    pattern:
      /\b(query|read|select|search|fetch|get|describe|list) (\w+ ){0,3}(database|db|sql|tables?|records?|rows?|schema)\b|\b(sql|db|database) query\b/,
    capabilities: ['db:read'],
  },
  {
    pattern: /\b(write|insert|update|upsert|delete|save|modify|store) (\w+ ){0,3}(database|db|tables?|records?|rows?)\b/,
    capabilities: ['db:write'],
  },
  { pattern: /\b(drop|create|alter|migrate|truncate) (\w+ ){0,3}(database|db|tables?|schema|index)\b/, capabilities: ['db:admin'] },
  {
    pattern:
      /\b(call|invoke|request|fetch|query) (\w+ ){0,3}(api|endpoint|url|http)\b|\b(http|api) (request|call|get|post)\b|\b(web search|search web|fetch)$/,
    capabilities: ['api:call'],
  },
  { pattern: /\b(receive|handle|register|process) (\w+ ){0,3}webhooks?\b/, capabilities: ['api:webhook'] },
  {
    pattern:
      /\b(send|post|write|reply|forward) (\w+ ){0,3}(e?mails?|messages?|sms|notifications?|slack|dm)\b|\b(e?mail|notify) (user|customer|team)\b/,
    capabilities: ['email:send'],
  },
  { pattern: /\b(read|get|list|fetch|search|check) (\w+ ){0,3}(e?mails?|inbox|messages?)\b/, capabilities: ['email:read'] },
  {
    pattern: /\b(browse|navigate|click|open) (\w+ ){0,3}(web|page|browser|url|element|site|website)\b|\bbrowser \w+/,
    capabilities: ['browser:automate'],
  },
  {
    pattern: /\b(scrape|crawl|extract) (\w+ ){0,3}(web|page|site|url|website|content|html)\b|^(scrape|crawl)$/,
    capabilities: ['browser:scrape'],
  },
  {
    pattern:
      /\b(get|read|list|view|lookup|search|find|fetch) (\w+ ){0,3}(users?|customers?|profiles?|accounts?|contacts?)( (by|info|data|details|list|in|from|with)\b.*)?$/,
    capabilities: ['user:read'],
  },
  {
    pattern:
      /\b(create|update|delete|modify|edit|add|remove|ban|disable) (\w+ ){0,3}(users?|customers?|profiles?|accounts?|contacts?)( (by|info|data|details|list|in|from|with)\b.*)?$/,
    capabilities: ['user:write'],
  },
  { pattern: /\b(impersonate|act as|login as|assume)( \w+)?\b/, capabilities: ['user:impersonate'] },
  {
    pattern:
      /\b(export|upload|backup|sync|exfiltrate) (\w+ ){0,3}(data|files?|records?|reports?|csv|users?|database|dataset)\b|\bexport \w+/,
    capabilities: ['data:export'],
  },
  { pattern: /\b(encrypt|decrypt)( \w+)?\b/, capabilities: ['data:encrypt'] },
  { pattern: /\b(call|use|invoke|run) (\w+ ){0,3}(mcp|tool)s?\b|\bmcp \w+/, capabilities: ['mcp:tool_use'] },
  { pattern: /\b(read|get|list) (\w+ ){0,3}resources?\b/, capabilities: ['mcp:resource_read'] },
  {
    pattern: /\b(get|read|fetch|load|list) (\w+ ){0,3}(secrets?|credentials?|passwords?|tokens?|api keys?|private keys?)\b/,
    capabilities: ['credential:read'],
  },
  {
    pattern:
      /\b(deploy|launch|provision|terminate|scale) (\w+ ){0,3}(instances?|servers?|stack|cloud|lambda|cluster|bucket|vm)\b|\b(s3|aws|gcp|azure) \w+/,
    capabilities: ['cloud:access'],
  },
  {
    pattern:
      /\b(restart|stop|start|kill|install|uninstall|shutdown|reboot) (\w+ ){0,3}(services?|process(es)?|system|packages?|server|daemon)\b/,
    capabilities: ['system:admin'],
  },
  { pattern: /\b(connect|open|ping) (\w+ ){0,3}(socket|host|network|connection|tcp|port)\b/, capabilities: ['network:connect'] },
  {
    pattern: /\b(ask|call|prompt|query) (\w+ ){0,3}(llm|model|gpt|claude|gemini|openai)\b|\bgenerate (text|image|completion|response)\b/,
    capabilities: ['model:call'],
  },
]

/** `readUserFile`, `read-user-file` and `read:user.file` are all `read user file`. */
const normalizeActionName = (name: string): string =>
  name
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .trim()
    .toLowerCase()

/** The capabilities that the name of an action or a tool gives away; none for a name that says nothing. */
export function capabilitiesOfAction(name: string): CapabilityName[] {
  const normalized = normalizeActionName(name)
  return [...new Set(actionPatterns.flatMap((row) => (row.pattern.test(normalized) ? row.capabilities : [])))]
}
