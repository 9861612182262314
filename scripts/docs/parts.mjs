import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { table } from './markers.mjs'

const code = (/** @type {unknown} */ text) => `\`${text}\``

/**
 * The generated parts of each page, by the name in their markers.
 * @type {Readonly<Record<string, Readonly<Record<string, (root: string) => Promise<string>>>>>}
 */
export const parts = {
  'README.md': { rules, settings, commands },
  'docs/protocol.md': { routes, events, limits },
  'docs/errors.md': { errors },
  'docs/clients.md': { clients, roots, folders },
}

/** @param {string} root */
async function rules(root) {
  const catalogue = await import(join(root, 'packages/protocol/src/rules.ts'))
  /** @type {[string, import('../../packages/protocol/src/rules.ts').Rule][]} */
  const all = Object.entries(catalogue.rules)
  return table(
    ['Rule', 'Finds', 'Severity'],
    all.map(([id, { title, severity }]) => [`[${code(id)}](docs/rules/${id}.md)`, title, severity]),
  )
}

/** @param {string} root */
async function routes(root) {
  const protocol = await import(join(root, 'packages/protocol/src/api.ts'))
  /** @type {[string, import('../../packages/protocol/src/api.ts').Route][]} */
  const all = Object.entries(protocol.routes)
  return table(
    ['Request', 'Who may', 'What it does'],
    all.map(([, route]) => [code(`${route.method} ${route.path}`), route.auth, route.purpose]),
  )
}

/** @param {string} root */
async function events(root) {
  const { eventCatalogue } = await import(join(root, 'packages/protocol/src/events.ts'))
  /** @type {[string, { purpose: string, priority: string, atOnce: boolean }][]} */
  const all = Object.entries(eventCatalogue)
  return table(
    ['Type', 'When', 'Priority', 'Sent'],
    all.map(([type, { purpose, priority, atOnce }]) => [code(type), purpose, priority, atOnce ? 'at once' : 'with the next batch']),
  )
}

/**
 * The reasons stand in the source alone, as comments over the numbers that they are about.
 *
 * @param {string} root
 */
async function limits(root) {
  const protocol = await import(join(root, 'packages/protocol/src/limits.ts'))
  const source = readFileSync(join(root, 'packages/protocol/src/limits.ts'), 'utf8')
  /** @type {[string, number][]} */
  const all = Object.entries(protocol.limits)
  return table(
    ['Limit', 'Value', 'What it bounds'],
    all.map(([name, value]) => [code(name), withUnit(name, value), commentOver(name, source)]),
  )
}

/** Units stand last in a name. */
const units = /** @type {const} */ ([
  { suffix: 'Bytes', write: (/** @type {number} */ value) => (value % 1024 === 0 ? `${value / 1024} KB` : `${value} B`) },
  { suffix: 'Ms', write: (/** @type {number} */ value) => (value % 60_000 === 0 ? `${value / 60_000} min` : `${value / 1000} s`) },
])

/**
 * @param {string} name
 * @param {number} value
 */
const withUnit = (name, value) => units.find(({ suffix }) => name.endsWith(suffix))?.write(value) ?? String(value)

/**
 * @param {string} name
 * @param {string} source
 */
function commentOver(name, source) {
  const comment = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*${name}:`).exec(source)?.[1] ?? ''
  const withoutFeatures = comment.replace(/\s*\([A-Z]\d+\)/g, '').replace(/^\s*[A-Z]\d+[.:]\s*/, '')
  return withoutFeatures.replace(/\s*\n\s*\*\s*/g, ' ').trim()
}

/** @param {string} root */
async function errors(root) {
  const { errorCatalogue } = await import(join(root, 'packages/protocol/src/errors.ts'))
  /** @type {[string, { status: number, message: string, action: string }][]} */
  const all = Object.entries(errorCatalogue)
  return all.map(([name, { status, message, action }]) => `### ${name}\n\n${message} (HTTP ${status})\n\n${action}`).join('\n\n')
}

/** @param {string} root */
async function settings(root) {
  const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  /** @type {[string, { default: unknown, markdownDescription: string }][]} */
  const all = Object.entries(contributes.configuration.properties)
  const text = textsOf(root)
  return table(
    ['Setting', 'Default', 'What it does'],
    all.map(([name, { default: value, markdownDescription }]) => [code(name), code(JSON.stringify(value)), text(markdownDescription)]),
  )
}

/** The commands that the palette shows. */
async function commands(/** @type {string} */ root) {
  const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  /** @type {readonly { command: string, when: string }[]} */
  const conditions = contributes.menus.commandPalette
  const hidden = conditions.filter(({ when }) => when === 'false').map(({ command }) => command)
  /** @type {readonly { command: string, title: string, category: string }[]} */
  const all = contributes.commands
  const text = textsOf(root)
  return all
    .filter(({ command }) => !hidden.includes(command))
    .map(({ title, category }) => `- ${category}: ${text(title)}`)
    .join('\n')
}

/** @param {string} root */
function textsOf(root) {
  /** @type {Record<string, string>} */
  const texts = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'))
  return (/** @type {string} */ key) => texts[key.replaceAll('%', '')] ?? key
}

const inTheRoot = ' or the root of the file'

/** @param {string} root */
async function clients(root) {
  const { clientFiles } = await import(join(root, 'server/src/modules/detection/client-files.ts'))
  /** @type {import('../../server/src/modules/detection/client-files.ts').ClientFiles[]} */
  const all = clientFiles
  return table(
    ['Client', 'Files of the project', 'Files of the user', 'Files of the system', 'Servers stand below'],
    all.map(({ client, project = [], user = [], system = [], keys, shape, mayBeFlat, format = 'json' }) => [
      client,
      project.map(code).join(', '),
      user.map(place).join(', '),
      system.map(place).join(', '),
      `${keys.map((key) => code(key.join('.'))).join(', ')}${mayBeFlat ? inTheRoot : ''}${shape === 'array' ? ', in a list' : ''} (${formats[format]})`,
    ]),
  )
}

const formats = { json: 'JSON', jsonc: 'JSON with comments', json5: 'JSON5', yaml: 'YAML', toml: 'TOML' }
const platformNames = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' }

/**
 * A path, or one for each platform.
 *
 * @param {string | Readonly<Partial<Record<'linux' | 'darwin' | 'win32', string>>>} path
 * @returns {string}
 */
function place(path) {
  if (typeof path === 'string') return code(path)
  return /** @type {const} */ (['linux', 'darwin', 'win32'])
    .filter((platform) => path[platform] !== undefined)
    .map((platform) => `${code(path[platform])} (${platformNames[platform]})`)
    .join(', ')
}

/** @param {string} root */
async function roots(root) {
  const source = await import(join(root, 'server/src/modules/detection/client-roots.ts'))
  /** @type {[string, import('../../server/src/modules/detection/client-roots.ts').Root][]} */
  const all = Object.entries(source.roots)
  return table(
    ['Beginning', 'Linux', 'macOS', 'Windows', 'Moved by'],
    all.map(([name, { linux, darwin, win32, environment }]) => [
      code(name),
      ...[linux, darwin, win32].map(code),
      [...new Set(Object.values(environment))].map(code).join(', '),
    ]),
  )
}

/** @param {string} root */
async function folders(root) {
  const source = await import(join(root, 'server/src/modules/detection/client-roots.ts'))
  /** @type {[string, readonly string[]][]} */
  const all = Object.entries(source.folders)
  return table(
    ['Beginning', 'Stands for'],
    all.map(([name, paths]) => [code(name), paths.map(code).join(', ')]),
  )
}
