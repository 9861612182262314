import type { Platform } from './client-roots.ts'
import type { ClientPlace } from './clients.ts'
import type { ConfigFormat } from './config/config-node.ts'

/** A path on every platform, or one for some platforms. */
export type PlacePath = string | Readonly<Partial<Record<Platform, string>>>

/** The files of a client that are written in the same way. */
export interface ClientFiles {
  readonly client: string
  /** `json` when left out. */
  readonly format?: ConfigFormat
  readonly keys: ClientPlace['keys']
  /** `map` when left out. */
  readonly shape?: 'map' | 'array'
  /** Whether the servers may also stand in the file's root, without the key. */
  readonly mayBeFlat?: boolean
  readonly project?: readonly string[]
  readonly user?: readonly PlacePath[]
  readonly system?: readonly PlacePath[]
}

const mcpServers = [['mcpServers']] as const
const servers = [['servers']] as const
const editorSettings = [['mcp', 'servers']] as const
/** For files whose path is known and whose key is not. */
const anyKey = [['mcpServers'], ['servers'], ['mcp', 'servers'], ['mcp'], ['mcp_servers'], ['context_servers']] as const

/** The settings of an editor, in its layers. */
const editorSettingsFiles = ['{editor}/settings.json', '{editor}/profiles/*/settings.json', '~/.vscode-server/data/Machine/settings.json']

/** Clients read JSON with comments under either ending. */
const withComments = (path: string): string[] => [path, `${path}c`]

/** Every file that is read. A client is added by adding a row. */
export const clientFiles: readonly ClientFiles[] = [
  {
    client: 'vscode',
    format: 'jsonc',
    keys: servers,
    // Homes that are kept in a repository hold the user's files at the same place as the home does.
    project: ['.vscode/mcp.json', 'User/mcp.json'],
    user: ['{editor}/mcp.json', '{editor}/profiles/*/mcp.json'],
  },
  {
    client: 'vscode',
    format: 'jsonc',
    keys: editorSettings,
    project: ['.vscode/settings.json', 'User/settings.json'],
    user: editorSettingsFiles,
  },
  { client: 'vscode', format: 'jsonc', keys: [['settings', 'mcp', 'servers']], project: ['*.code-workspace'] },
  {
    client: 'vscode',
    format: 'jsonc',
    keys: [
      ['customizations', 'vscode', 'mcp', 'servers'],
      ['customizations', 'vscode', 'settings', 'mcp', 'servers'],
    ],
    project: ['.devcontainer/devcontainer.json', '.devcontainer/*/devcontainer.json', '.devcontainer.json'],
  },
  { client: 'visual-studio', keys: servers, project: ['.mcp.json', '.vs/mcp.json'], user: [{ win32: '~/.mcp.json' }] },
  {
    client: 'zencoder',
    format: 'jsonc',
    keys: [['zencoder', 'mcpServers']],
    project: ['.vscode/settings.json', 'User/settings.json'],
    user: editorSettingsFiles,
  },

  {
    client: 'claude-desktop',
    keys: mcpServers,
    project: ['claude_desktop_config.json'],
    user: ['{config}/Claude/claude_desktop_config.json', '~/.claude/claude_desktop_config.json'],
  },
  { client: 'claude-code', keys: mcpServers, mayBeFlat: true, project: ['.mcp.json'] },
  {
    client: 'claude-code',
    keys: mcpServers,
    user: ['~/.claude/settings.json', '~/.claude/settings.local.json'],
    system: [
      {
        linux: '/etc/claude-code/managed-mcp.json',
        darwin: '/Library/Application Support/ClaudeCode/managed-mcp.json',
        win32: '{programs}/ClaudeCode/managed-mcp.json',
      },
    ],
  },
  { client: 'claude-code', keys: [['mcpServers'], ['projects', '*', 'mcpServers']], user: ['{claude}/.claude.json'] },
  {
    client: 'claude-code',
    keys: mcpServers,
    mayBeFlat: true,
    user: ['~/.claude/plugins/cache/**/.mcp.json', '~/.claude/plugins/repos/**/.mcp.json'],
  },
  {
    client: 'claude-code',
    keys: mcpServers,
    user: ['~/.claude/plugins/cache/**/plugin.json', '~/.claude/plugins/repos/**/plugin.json'],
  },

  { client: 'cursor', keys: mcpServers, project: ['.cursor/mcp.json'], user: ['~/.cursor/mcp.json'] },
  {
    client: 'cursor',
    keys: mcpServers,
    mayBeFlat: true,
    user: ['cache', 'local'].flatMap((folder) => ['mcp.json', '.mcp.json'].map((name) => `~/.cursor/plugins/${folder}/**/${name}`)),
  },
  {
    client: 'cursor',
    keys: mcpServers,
    user: ['cache', 'local'].map((folder) => `~/.cursor/plugins/${folder}/**/plugin.json`),
  },
  {
    client: 'windsurf',
    keys: mcpServers,
    project: ['.windsurf/mcp_config.json', '.windsurf/mcp.json'],
    user: ['~/.codeium/windsurf/mcp_config.json', '~/.codeium/windsurf-next/mcp_config.json', '~/.codeium/mcp_config.json'],
  },
  { client: 'devin', keys: mcpServers, user: ['{xdg}/devin/mcp_config.json'] },
  {
    client: 'cline',
    keys: mcpServers,
    project: ['cline_mcp_settings.json'],
    user: [
      '{extension-host}/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
      '~/.cline/data/settings/cline_mcp_settings.json',
      '$CLINE_MCP_SETTINGS_PATH',
    ],
  },
  {
    client: 'roo-code',
    keys: mcpServers,
    project: ['.roo/mcp.json', 'mcp_settings.json', '*roo-cline/settings/mcp_settings.json'],
    user: ['{extension-host}/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'],
  },
  {
    client: 'kilo-code',
    keys: mcpServers,
    project: ['.kilocode/mcp.json', '*kilo-code/settings/mcp_settings.json'],
    user: [
      '~/.kilocode/cli/global/settings/mcp_settings.json',
      '{extension-host}/globalStorage/kilocode.kilo-code/settings/mcp_settings.json',
    ],
  },

  {
    client: 'gemini-cli',
    format: 'jsonc',
    keys: mcpServers,
    project: ['.gemini/settings.json'],
    user: ['~/.gemini/settings.json'],
    system: [
      {
        linux: '/etc/gemini-cli/settings.json',
        darwin: '/Library/Application Support/GeminiCli/settings.json',
        win32: '{program-data}/gemini-cli/settings.json',
      },
    ],
  },
  { client: 'gemini-cli', keys: mcpServers, user: ['~/.gemini/extensions/*/gemini-extension.json'] },
  {
    client: 'antigravity',
    keys: mcpServers,
    project: ['.agents/mcp_config.json', '.agent/mcp_config.json', '.antigravity/mcp_config.json'],
    user: ['~/.gemini/antigravity/mcp_config.json', '~/.gemini/config/mcp_config.json'],
  },
  { client: 'qwen-code', format: 'jsonc', keys: mcpServers, project: ['.qwen/settings.json'], user: ['~/.qwen/settings.json'] },
  {
    client: 'codex',
    format: 'toml',
    keys: [['mcp_servers']],
    project: ['.codex/config.toml'],
    user: ['{codex}/config.toml'],
    system: [{ linux: '/etc/codex/config.toml', darwin: '/etc/codex/config.toml', win32: '{program-data}/OpenAI/Codex/config.toml' }],
  },
  {
    client: 'copilot-cli',
    keys: mcpServers,
    project: ['.github/mcp.json', '.github/copilot/mcp.json', '.copilot/mcp-config.json'],
    user: ['{copilot}/mcp-config.json'],
  },
  // The command line reads `mcpServers` there; files with the key of the editor's extensions are in use all the same.
  { client: 'copilot-cli', keys: servers, project: ['.github/mcp.json', '.github/copilot/mcp.json'] },
  ...(
    [
      ['copilot-jetbrains', 'intellij'],
      ['copilot-eclipse', 'eclipse'],
    ] as const
  ).map(
    ([client, folder]): ClientFiles => ({
      client,
      keys: servers,
      user: [`{xdg}/github-copilot/${folder}/mcp.json`, { win32: `{local}/github-copilot/${folder}/mcp.json` }],
    }),
  ),
  {
    client: 'opencode',
    format: 'jsonc',
    keys: [['mcp'], ['mcp', 'servers']],
    project: [...withComments('opencode.json'), ...withComments('.opencode/opencode.json'), '.opencode/mcp.json'],
    user: [...withComments('{xdg}/opencode/opencode.json'), '{xdg}/opencode/config.json', '$OPENCODE_CONFIG'],
    system: withComments('{program-data}/opencode/opencode.json'),
  },
  // Before it was written anew, opencode kept them like most others.
  { client: 'opencode', keys: mcpServers, project: ['.opencode.json'], user: ['~/.opencode.json'] },
  {
    client: 'kilo-code',
    format: 'jsonc',
    keys: [['mcp']],
    project: [...withComments('kilo.json'), ...withComments('.kilo/kilo.json')],
    user: withComments('{xdg}/kilo/kilo.json'),
  },
  {
    client: 'crush',
    keys: [['mcp']],
    project: ['crush.json', '.crush.json'],
    user: ['{xdg}/crush/crush.json', '~/.local/share/crush/crush.json'],
  },
  {
    client: 'goose',
    format: 'yaml',
    keys: [['extensions']],
    project: ['goose.yaml', '.goose/config.yaml'],
    user: ['{xdg}/goose/config.yaml', { win32: '{config}/Block/goose/config/config.yaml' }],
  },
  {
    client: 'amp',
    format: 'jsonc',
    keys: [['amp', 'mcpServers']],
    project: [...withComments('.amp/settings.json'), '.vscode/settings.json'],
    user: [
      ...withComments('{xdg}/amp/settings.json'),
      ...withComments('{config}/amp/settings.json').map((win32) => ({ win32 })),
      ...editorSettingsFiles,
    ],
    system: ['{program-data}/ampcode/managed-settings.json'],
  },
  {
    client: 'zed',
    format: 'jsonc',
    keys: [['context_servers']],
    project: ['.zed/settings.json'],
    user: ['{xdg}/zed/settings.json', { win32: '{config}/Zed/settings.json' }],
  },
  {
    client: 'continue',
    format: 'yaml',
    keys: mcpServers,
    shape: 'array',
    project: [
      ...['yaml', 'yml'].flatMap((ending) => [
        `.continue/mcpServers/*.${ending}`,
        `.continue/assistants/*.${ending}`,
        `.continue/agents/*.${ending}`,
      ]),
      '.continue/config.yaml',
    ],
    user: ['~/.continue/config.yaml', '~/.continue/mcpServers/*.yaml'],
  },
  {
    client: 'continue',
    keys: mcpServers,
    shape: 'array',
    mayBeFlat: true,
    project: ['.continue/mcpServers/*.json'],
    user: ['~/.continue/mcpServers/*.json'],
  },
  {
    client: 'continue',
    format: 'jsonc',
    keys: [['mcpServers'], ['experimental', 'modelContextProtocolServers']],
    shape: 'array',
    project: ['.continue/config.json'],
    user: ['~/.continue/config.json'],
  },
  {
    client: 'vibe',
    format: 'toml',
    keys: [['mcp_servers']],
    shape: 'array',
    project: ['.vibe/config.toml'],
    user: ['~/.vibe/config.toml'],
  },
  { client: 'junie', keys: mcpServers, project: ['.junie/mcp/mcp.json', '.junie/mcp.json'], user: ['~/.junie/mcp/mcp.json'] },
  {
    client: 'kiro',
    keys: [['mcpServers'], ['powers', 'mcpServers']],
    project: ['.kiro/settings/mcp.json', '.kiro/agents/*.json'],
    user: ['~/.kiro/settings/mcp.json', '~/.kiro/powers/installed/*/mcp.json', '~/.kiro/agents/*.json'],
  },
  {
    client: 'amazon-q',
    keys: mcpServers,
    project: ['.amazonq/mcp.json', '.amazonq/default.json', '.amazonq/agents/*.json', '.amazonq/cli-agents/*.json'],
    user: ['~/.aws/amazonq/mcp.json', '~/.aws/amazonq/default.json', '~/.aws/amazonq/agents/*.json', '~/.aws/amazonq/cli-agents/*.json'],
  },
  { client: 'lm-studio', keys: mcpServers, user: ['~/.lmstudio/mcp.json', '~/.cache/lm-studio/mcp.json'] },
  {
    client: 'trae',
    keys: mcpServers,
    project: ['.trae/mcp.json'],
    user: ['{config}/Trae/User/mcp.json', '{config}/Trae CN/User/mcp.json'],
  },
  { client: 'warp', keys: mcpServers, mayBeFlat: true, project: ['.warp/.mcp.json'], user: ['~/.warp/.mcp.json'] },
  { client: 'factory', keys: mcpServers, project: ['.factory/mcp.json'], user: ['~/.factory/mcp.json'] },
  { client: 'kimi', keys: mcpServers, project: ['.kimi/mcp.json'], user: ['~/.kimi/mcp.json'] },
  { client: 'qoder', keys: mcpServers, project: ['.qoder/mcp.json'], user: ['~/.qoder/mcp.json'] },
  {
    client: 'mcporter',
    format: 'jsonc',
    keys: mcpServers,
    project: [...withComments('config/mcporter.json'), ...withComments('mcporter.json')],
    user: withComments('~/.mcporter/mcporter.json'),
  },
  { client: 'omp', format: 'jsonc', keys: mcpServers, project: ['.omp/mcp.json'], user: ['~/.omp/mcp.json', '~/.omp/agent/mcp.json'] },
  { client: 'mcphub', format: 'json5', keys: mcpServers, user: ['{xdg}/mcphub/servers.json'] },
  { client: 'librechat', format: 'yaml', keys: mcpServers, project: ['librechat.yaml'] },
  { client: 'mcp-agent', format: 'yaml', keys: editorSettings, project: ['mcp_agent.config.yaml', 'fastagent.config.yaml'] },

  ...(
    [
      ['openclaw', '~/.openclaw/openclaw.json'],
      ['openhands', '~/.openhands/mcp.json'],
      ['tabnine', '~/.tabnine/mcp_servers.json'],
      ['cortex', '~/.snowflake/cortex/mcp.json'],
      ['mcp-inspector', '~/.mcp-inspector/mcp.json'],
      ['sema4ai', '~/.sema4ai/sema4ai-studio/mcp_servers.json'],
    ] as const
  ).map(([client, path]): ClientFiles => ({ client, format: 'json5', keys: anyKey, mayBeFlat: true, user: [path] })),

  // Names that many clients and frameworks share. A more telling path is another client's.
  {
    client: 'generic',
    keys: [['mcpServers'], ['servers']],
    project: [
      ...[
        'mcp.json',
        'mcp_config.json',
        'mcp-config.json',
        'mcp.config.json',
        'mcp-settings.json',
        'mcp_servers.json',
        'mcp-servers.json',
        'mcpServers.json',
        'servers_config.json',
      ],
      ...['.mcp/config.json', '.mcp/servers.json', '.mcp/mcp.json', 'mcp/servers.json'],
    ],
    user: ['{xdg}/mcp/servers.json', '~/.mcp/config.json', '{xdg}/claude/mcp/servers.json'],
  },
]
