export type Platform = 'linux' | 'darwin' | 'win32'

/** The beginning of a path on each platform. */
export interface Root extends Readonly<Record<Platform, string>> {
  /** The variable that moves it; heeded for the home of the running user alone. */
  readonly environment: Readonly<Partial<Record<Platform, string>>>
  /** What a repository that keeps a home is expected to hold in its place: nothing where many programs share the folder. */
  readonly inRepository?: string
}

const everywhere = (folder: string, variable: string): Root => ({
  linux: folder,
  darwin: folder,
  win32: folder,
  environment: { linux: variable, darwin: variable, win32: variable },
  inRepository: folder.replace(/^~\/?/, ''),
})

/** The beginnings of user and system paths that differ between platforms or that a variable moves. */
export const roots: Readonly<Record<string, Root>> = {
  '{config}': {
    linux: '~/.config',
    darwin: '~/Library/Application Support',
    win32: '~/AppData/Roaming',
    environment: { linux: 'XDG_CONFIG_HOME', win32: 'APPDATA' },
    inRepository: '',
  },
  /** Where programs keep to the folder of Linux on every platform. */
  '{xdg}': {
    linux: '~/.config',
    darwin: '~/.config',
    win32: '~/.config',
    environment: { linux: 'XDG_CONFIG_HOME', darwin: 'XDG_CONFIG_HOME', win32: 'XDG_CONFIG_HOME' },
    inRepository: '',
  },
  '{local}': {
    linux: '~/.local/share',
    darwin: '~/Library/Application Support',
    win32: '~/AppData/Local',
    environment: { linux: 'XDG_DATA_HOME', win32: 'LOCALAPPDATA' },
    inRepository: '',
  },
  '{claude}': everywhere('~', 'CLAUDE_CONFIG_DIR'),
  '{codex}': everywhere('~/.codex', 'CODEX_HOME'),
  '{copilot}': everywhere('~/.copilot', 'COPILOT_HOME'),
  '{programs}': { linux: '/opt', darwin: '/Applications', win32: 'C:/Program Files', environment: { win32: 'ProgramFiles' } },
  '{program-data}': {
    linux: '/etc',
    darwin: '/Library/Application Support',
    win32: 'C:/ProgramData',
    environment: { win32: 'ProgramData' },
  },
}

/** Where VS Code, and the editors built from it that read its files, keep what belongs to the user. */
const editors = [
  ...['Code', 'Code - Insiders', 'VSCodium'].map((name) => `{config}/${name}/User`),
  '~/.vscode-server/data/User',
  '~/.vscode-server-insiders/data/User',
  '~/.local/share/code-server/User',
]

/** Beginnings of user paths that stand for several folders. */
export const folders: Readonly<Record<string, readonly string[]>> = {
  '{editor}': editors,
  /** Editors that run extensions of VS Code, which keep files of their own there. */
  '{extension-host}': [...editors, ...['Cursor', 'Windsurf', 'Trae'].map((name) => `{config}/${name}/User`), '~/.cursor-server/data/User'],
}
