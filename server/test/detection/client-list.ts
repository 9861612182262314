/**
 * Where clients keep their servers, written down from their documentation and not from the table that is tested.
 * `AS` is the folder for settings of programs on each platform; `~` is the home, `W` the workspace.
 */

/** How a file holds a server: its text, with `NAME` for the server's name. */
export const snippets = {
  mcpServers: '{\n  "mcpServers": {\n    "NAME": { "command": "npx", "args": ["-y", "pkg"] }\n  }\n}\n',
  servers:
    '{\n  // with comments\n  "inputs": [],\n  "servers": {\n    "NAME": { "type": "stdio", "command": "npx", "args": ["pkg"] },\n  },\n}\n',
  flat: '{\n  "NAME": { "command": "npx", "args": ["pkg"] }\n}\n',
  serverUrl: '{ "mcpServers": {\n\n"NAME": { "serverUrl": "https://example.com/mcp" } } }\n',
  httpUrl: '{\n  "theme": "dark",\n  "mcpServers": { "NAME": { "httpUrl": "https://example.com/mcp", "trust": true } }\n}\n',
  cline: '{ "mcpServers": {\n  "NAME": { "command": "npx", "args": ["pkg"], "disabled": false, "autoApprove": ["read"] } } }\n',
  projects:
    '{\n  "numStartups": 1,\n  "projects": {\n    "/a": {\n      "mcpServers": { "NAME": { "type": "sse", "url": "https://example.com/sse" } } } } }\n',
  plugin: '{\n  "name": "a-plugin",\n  "version": "1.0.0",\n  "mcpServers": {\n    "NAME": { "command": "npx" } } }\n',
  nestedSettings: '{\n  "editor.tabSize": 2,\n  "mcp": {\n    "servers": {\n      "NAME": { "command": "npx" } } } }\n',
  dottedSettings: '{\n  "mcp.servers": {\n    "NAME": { "command": "npx" } } }\n',
  workspace: '{\n  "folders": [],\n  "settings": { "mcp": {\n    "servers": {\n      "NAME": { "command": "npx" } } } } }\n',
  devcontainer: '{ "image": "x",\n"customizations": { "vscode": { "mcp": { "servers": {\n"NAME": { "command": "npx" } } } } } }\n',
  zencoder: '{\n  "zencoder.mcpServers": {\n    "NAME": { "command": "npx" } } }\n',
  amp: '{\n  "amp.mcpServers": {\n    "NAME": { "command": "npx" } } }\n',
  opencode:
    '{\n  "formatter": { "x": { "command": ["biome"] } },\n  "mcp": {\n    "NAME": { "type": "local", "command": ["npx", "pkg"], "environment": { "A": "b" }, "enabled": true } } }\n',
  crush: '{ "mcp": {\n "NAME": { "type": "http", "url": "https://example.com/mcp" } } }\n',
  zed: '{\n  "lsp": { "x": { "binary": { "path": "y" } } },\n  "context_servers": {\n    "NAME": { "source": "custom", "command": "npx", "args": ["pkg"] } } }\n',
  zedNested: '{ "context_servers": {\n\n\n"NAME": { "command": { "path": "npx", "args": ["pkg"], "env": {} } } } }\n',
  powers: '{\n  "powers": {\n    "mcpServers": {\n      "NAME": { "url": "https://example.com/mcp" } } } }\n',
  codex: 'model = "x"\n\n[mcp_servers.NAME]\ncommand = "npx"\nargs = ["pkg"]\n',
  vibe: 'x = 1\n[[mcp_servers]]\nname = "NAME"\ntransport = "stdio"\ncommand = "npx"\n',
  goose:
    'GOOSE_MODEL: x\nextensions:\n  developer:\n    type: builtin\n    enabled: true\n  NAME:\n    type: stdio\n    cmd: npx\n    args: [pkg]\n    envs: {}\n',
  continueYaml: 'name: Config\nversion: 0.0.1\nmcpServers:\n  - name: NAME\n    command: npx\n    args:\n      - pkg\n',
} as const

type Client = readonly [client: string, snippet: keyof typeof snippets, ...paths: string[]]

/** The same on every platform. */
const everywhere: readonly Client[] = [
  ['claude-desktop', 'mcpServers', 'AS/Claude/claude_desktop_config.json'],
  [
    'claude-code',
    'mcpServers',
    'W/.mcp.json',
    '~/.claude.json',
    '~/.claude/plugins/cache/market/tool/1.0/.mcp.json',
    '~/.claude/plugins/repos/a/.mcp.json',
  ],
  ['claude-code', 'flat', 'W/.mcp.json', '~/.claude/plugins/cache/market/flat/.mcp.json'],
  ['claude-code', 'projects', 'W/home/.claude.json'],
  ['claude-code', 'plugin', '~/.claude/plugins/cache/market/inline/.claude-plugin/plugin.json', '~/.claude/plugins/repos/b/plugin.json'],
  [
    'vscode',
    'servers',
    'W/.vscode/mcp.json',
    'AS/Code/User/mcp.json',
    'AS/Code - Insiders/User/mcp.json',
    'AS/Code/User/profiles/-1ab2/mcp.json',
    '~/.vscode-server/data/User/mcp.json',
  ],
  ['vscode', 'nestedSettings', 'W/.vscode/settings.json', 'AS/Code/User/settings.json'],
  ['vscode', 'dottedSettings', 'W/.vscode/settings.json', 'AS/Code - Insiders/User/profiles/x/settings.json'],
  ['vscode', 'workspace', 'W/team.code-workspace'],
  ['vscode', 'devcontainer', 'W/.devcontainer/devcontainer.json', 'W/.devcontainer/api/devcontainer.json'],
  ['vscode', 'servers', 'AS/VSCodium/User/mcp.json', '~/.local/share/code-server/User/mcp.json'],
  ['visual-studio', 'servers', 'W/.mcp.json', 'W/.vs/mcp.json'],
  [
    'cursor',
    'mcpServers',
    'W/.cursor/mcp.json',
    '~/.cursor/mcp.json',
    '~/.cursor/plugins/local/a/mcp.json',
    '~/.cursor/plugins/cache/b/c/.mcp.json',
  ],
  ['windsurf', 'serverUrl', 'W/.windsurf/mcp_config.json', '~/.codeium/windsurf/mcp_config.json', '~/.codeium/mcp_config.json'],
  ['devin', 'mcpServers', '~/.config/devin/mcp_config.json'],
  [
    'cline',
    'cline',
    'AS/Code/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    'AS/Cursor/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json',
    '~/.cline/data/settings/cline_mcp_settings.json',
  ],
  ['roo-code', 'mcpServers', 'W/.roo/mcp.json', 'AS/Code/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json'],
  ['kilo-code', 'mcpServers', 'W/.kilocode/mcp.json', '~/.kilocode/cli/global/settings/mcp_settings.json'],
  ['gemini-cli', 'httpUrl', 'W/.gemini/settings.json', '~/.gemini/settings.json'],
  ['qwen-code', 'httpUrl', 'W/.qwen/settings.json', '~/.qwen/settings.json'],
  ['codex', 'codex', 'W/.codex/config.toml', '~/.codex/config.toml'],
  ['zed', 'zedNested', 'W/.zed/settings.json'],
  [
    'continue',
    'continueYaml',
    'W/.continue/mcpServers/a.yaml',
    'W/.continue/mcpServers/b.yml',
    'W/.continue/config.yaml',
    '~/.continue/config.yaml',
  ],
  ['continue', 'mcpServers', 'W/.continue/mcpServers/mcp.json', '~/.continue/config.json'],
  ['junie', 'mcpServers', 'W/.junie/mcp/mcp.json', '~/.junie/mcp/mcp.json'],
  ['copilot-jetbrains', 'servers', '~/.config/github-copilot/intellij/mcp.json'],
  ['copilot-eclipse', 'servers', '~/.config/github-copilot/eclipse/mcp.json'],
  ['copilot-cli', 'mcpServers', 'W/.github/mcp.json', '~/.copilot/mcp-config.json'],
  [
    'kiro',
    'mcpServers',
    'W/.kiro/settings/mcp.json',
    '~/.kiro/settings/mcp.json',
    '~/.kiro/powers/installed/aws/mcp.json',
    '~/.kiro/agents/helper.json',
  ],
  ['kiro', 'powers', 'W/.kiro/settings/mcp.json'],
  [
    'amazon-q',
    'mcpServers',
    ...['W/.amazonq/mcp.json', 'W/.amazonq/default.json', '~/.aws/amazonq/mcp.json', '~/.aws/amazonq/default.json'],
    ...['~/.aws/amazonq/agents/a.json', '~/.aws/amazonq/cli-agents/b.json'],
  ],
  ['lm-studio', 'mcpServers', '~/.lmstudio/mcp.json', '~/.cache/lm-studio/mcp.json'],
  [
    'opencode',
    'opencode',
    'W/opencode.json',
    'W/opencode.jsonc',
    'W/.opencode/opencode.json',
    '~/.config/opencode/opencode.json',
    '~/.config/opencode/opencode.jsonc',
  ],
  ['crush', 'crush', 'W/crush.json', 'W/.crush.json', '~/.config/crush/crush.json'],
  ['amp', 'amp', 'W/.amp/settings.json', '~/.config/amp/settings.json', '~/.config/amp/settings.jsonc'],
  ['trae', 'mcpServers', 'W/.trae/mcp.json', 'AS/Trae/User/mcp.json'],
  ['warp', 'mcpServers', 'W/.warp/.mcp.json', '~/.warp/.mcp.json'],
  ['antigravity', 'serverUrl', 'W/.agents/mcp_config.json', '~/.gemini/antigravity/mcp_config.json', '~/.gemini/config/mcp_config.json'],
  ['factory', 'mcpServers', 'W/.factory/mcp.json', '~/.factory/mcp.json'],
  ['kimi', 'mcpServers', '~/.kimi/mcp.json'],
  ['qoder', 'mcpServers', '~/.qoder/mcp.json'],
  ['vibe', 'vibe', '~/.vibe/config.toml'],
  ['zencoder', 'zencoder', 'W/.vscode/settings.json', 'AS/Code - Insiders/User/settings.json'],
  ['openclaw', 'mcpServers', '~/.openclaw/openclaw.json'],
  ['openhands', 'servers', '~/.openhands/mcp.json'],
  ['tabnine', 'mcpServers', '~/.tabnine/mcp_servers.json'],
  ['cortex', 'flat', '~/.snowflake/cortex/mcp.json'],
  ['mcp-inspector', 'mcpServers', '~/.mcp-inspector/mcp.json'],
  ['sema4ai', 'crush', '~/.sema4ai/sema4ai-studio/mcp_servers.json'],
  [
    'generic',
    'mcpServers',
    'W/mcp.json',
    'W/.mcp/servers.json',
    'W/mcp/servers.json',
    '~/.config/mcp/servers.json',
    '~/.mcp/config.json',
    '~/.config/claude/mcp/servers.json',
  ],
  ['generic', 'servers', 'W/mcp.json', 'W/.mcp/servers.json'],
  ['claude-desktop', 'mcpServers', '~/.claude/claude_desktop_config.json'],
  ['mcporter', 'mcpServers', 'W/config/mcporter.json'],
  ['omp', 'mcpServers', 'W/.omp/mcp.json'],
]

const besideWindows: readonly Client[] = [
  ['goose', 'goose', '~/.config/goose/config.yaml'],
  ['zed', 'zed', '~/.config/zed/settings.json'],
]

export const clients: Readonly<Record<'linux' | 'darwin' | 'win32', readonly Client[]>> = {
  linux: [...everywhere, ...besideWindows],
  darwin: [...everywhere, ...besideWindows],
  win32: [
    ...everywhere,
    ['goose', 'goose', '~/AppData/Roaming/Block/goose/config/config.yaml'],
    ['zed', 'zed', '~/AppData/Roaming/Zed/settings.json'],
    ['amp', 'amp', '~/AppData/Roaming/amp/settings.json'],
    ['copilot-jetbrains', 'servers', '~/AppData/Local/github-copilot/intellij/mcp.json'],
    ['visual-studio', 'servers', '~/.mcp.json'],
  ],
}

export const programSettings = {
  linux: '~/.config',
  darwin: '~/Library/Application Support',
  win32: '~/AppData/Roaming',
} as const

/** Files of the whole machine. On Windows relative to the drive. */
export const systemFiles: Readonly<Record<'linux' | 'darwin' | 'win32', readonly Client[]>> = {
  linux: [
    ['claude-code', 'mcpServers', '/etc/claude-code/managed-mcp.json'],
    ['gemini-cli', 'httpUrl', '/etc/gemini-cli/settings.json'],
    ['codex', 'codex', '/etc/codex/config.toml'],
    ['opencode', 'opencode', '/etc/opencode/opencode.json', '/etc/opencode/opencode.jsonc'],
    ['amp', 'amp', '/etc/ampcode/managed-settings.json'],
  ],
  darwin: [
    ['claude-code', 'mcpServers', '/Library/Application Support/ClaudeCode/managed-mcp.json'],
    ['gemini-cli', 'httpUrl', '/Library/Application Support/GeminiCli/settings.json'],
    ['codex', 'codex', '/etc/codex/config.toml'],
  ],
  win32: [
    ['claude-code', 'mcpServers', 'C:/Program Files/ClaudeCode/managed-mcp.json'],
    ['gemini-cli', 'httpUrl', 'C:/ProgramData/gemini-cli/settings.json'],
    ['codex', 'codex', 'C:/ProgramData/OpenAI/Codex/config.toml'],
    ['opencode', 'opencode', 'C:/ProgramData/opencode/opencode.json', 'C:/ProgramData/opencode/opencode.jsonc'],
  ],
}
