import type { ConfigFormat } from './config/config-node.ts'

export type Platform = 'linux' | 'darwin' | 'win32'

/** How the servers stand below their key: by name, in a list whose items have a `name`, or by name in the file's root itself. */
type ServersShape = 'map' | 'array' | 'flat-map'

/** One place where one client keeps servers. */
export interface ClientPlace {
  readonly client: string
  readonly scope: 'project' | 'user' | 'system'
  /**
   * Where the file is, with forward slashes; `*` stands for any part of one step. A project path counts at any depth.
   * User and system paths begin with `~`, `/` or a root of `roots`.
   */
  readonly path: string
  /** Where the path differs between platforms or exists on some only; every platform when left out. */
  readonly platforms?: readonly Platform[]
  readonly format: ConfigFormat
  /** Key paths of the servers, see `nodesAt`; all that are there count. Empty for `flat-map`. */
  readonly keys: readonly (readonly string[])[]
  readonly shape: ServersShape
}

/** The beginning of a path on each platform. */
interface Root extends Readonly<Record<Platform, string>> {
  /** The variable that moves it; heeded for the home of the running user alone. */
  readonly environment: Readonly<Partial<Record<Platform, string>>>
}

/** The beginnings of user and system paths that differ between platforms or that a variable moves. */
export const roots: Readonly<Record<string, Root>> = {
  '{config}': {
    linux: '~/.config',
    darwin: '~/Library/Application Support',
    win32: '~/AppData/Roaming',
    environment: { linux: 'XDG_CONFIG_HOME', win32: 'APPDATA' },
  },
  '{claude}': {
    linux: '~',
    darwin: '~',
    win32: '~',
    environment: { linux: 'CLAUDE_CONFIG_DIR', darwin: 'CLAUDE_CONFIG_DIR', win32: 'CLAUDE_CONFIG_DIR' },
  },
  '{programs}': { linux: '/opt', darwin: '/Applications', win32: 'C:/Program Files', environment: { win32: 'ProgramFiles' } },
}

const mcpServers = [['mcpServers']] as const
const editorSettings = [['mcp', 'servers']] as const

/** A row whose file is JSON and holds a map of servers, as nearly all do. */
const json = (
  client: string,
  scope: ClientPlace['scope'],
  path: string,
  keys: ClientPlace['keys'],
  platforms?: readonly Platform[],
): ClientPlace => ({ client, scope, path, keys, format: 'json', shape: 'map', ...(platforms ? { platforms } : {}) })

/** The folders of VS Code and of the editors built from it that read its files. */
const editorFolders = [
  ...['Code', 'Code - Insiders', 'VSCodium'].map((name) => `{config}/${name}/User`),
  '~/.vscode-server/data/User',
  '~/.local/share/code-server/User',
]

const vscodeUser = editorFolders.flatMap((folder) => [
  json('vscode', 'user', `${folder}/mcp.json`, [['servers']]),
  json('vscode', 'user', `${folder}/profiles/*/mcp.json`, [['servers']]),
  json('vscode', 'user', `${folder}/settings.json`, editorSettings),
])

/** Every place that is read. A client is added by adding rows. */
export const clientPlaces: readonly ClientPlace[] = [
  json('vscode', 'project', '.vscode/mcp.json', [['servers']]),
  json('vscode', 'project', '.vscode/settings.json', editorSettings),
  json('vscode', 'project', '*.code-workspace', [['settings', 'mcp', 'servers']]),
  ...['.devcontainer/devcontainer.json', '.devcontainer/*/devcontainer.json', '.devcontainer.json'].map((path) =>
    json('vscode', 'project', path, [
      ['customizations', 'vscode', 'mcp', 'servers'],
      ['customizations', 'vscode', 'settings', 'mcp', 'servers'],
    ]),
  ),
  // Homes that are kept in a repository hold the user's files at the same place as the home does.
  json('vscode', 'project', 'User/mcp.json', [['servers']]),
  json('vscode', 'project', 'User/settings.json', editorSettings),
  ...vscodeUser,

  json('claude-desktop', 'project', 'claude_desktop_config.json', mcpServers),
  json('claude-desktop', 'user', '{config}/Claude/claude_desktop_config.json', mcpServers),

  json('claude-code', 'project', '.mcp.json', mcpServers),
  { client: 'claude-code', scope: 'project', path: '.mcp.json', format: 'json', keys: [], shape: 'flat-map' },
  json('claude-code', 'project', '.claude/settings.json', mcpServers),
  json('claude-code', 'project', '.claude/settings.local.json', mcpServers),
  json('claude-code', 'project', '.claude.json', [['mcpServers'], ['projects', '*', 'mcpServers']]),
  json('claude-code', 'user', '{claude}/.claude.json', [['mcpServers'], ['projects', '*', 'mcpServers']]),
  json('claude-code', 'user', '~/.claude/settings.json', mcpServers),
  json('claude-code', 'user', '~/.claude/settings.local.json', mcpServers),
  json('claude-code', 'system', '/etc/claude-code/managed-mcp.json', mcpServers, ['linux']),
  json('claude-code', 'system', '/Library/Application Support/ClaudeCode/managed-mcp.json', mcpServers, ['darwin']),
  json('claude-code', 'system', '{programs}/ClaudeCode/managed-mcp.json', mcpServers, ['win32']),

  json('cursor', 'project', '.cursor/mcp.json', mcpServers),
  json('cursor', 'user', '~/.cursor/mcp.json', mcpServers),
]
