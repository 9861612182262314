/**
 * What the code says, as far as the manifest must say the same.
 *
 * @typedef {object} Declared
 * @property {readonly string[]} commands Ids of the commands that have a handler.
 * @property {readonly string[]} views Ids of the views that are filled.
 * @property {readonly string[]} panels Types of the panels that come back after a reload.
 * @property {readonly string[]} contextKeys Keys that the code sets.
 * @property {Readonly<Record<string, boolean | string>>} settings Defaults by the settings' whole names.
 * @property {readonly string[]} walkthroughs
 */

/**
 * Holds manifest, texts and code together.
 *
 * @param {any} manifest
 * @param {Readonly<Record<string, string>>} texts The content of `package.nls.json`.
 * @param {Declared} declared
 * @returns {string[]} What is wrong, a sentence each.
 */
export function manifestProblems(manifest, texts, declared) {
  const { contributes } = manifest
  const commands = contributes.commands.map((/** @type {any} */ { command }) => command)
  const views = Object.values(contributes.views).flat()
  const whole = JSON.stringify(manifest)
  return [
    ...differences('command', commands, declared.commands),
    ...differences(
      'view',
      views.map((view) => view.id),
      declared.views,
    ),
    ...differences('panel', ownActivations(manifest, 'onWebviewPanel:'), declared.panels),
    ...differences('setting', Object.keys(contributes.configuration.properties), Object.keys(declared.settings)),
    ...differences('context key', contextKeysOf(contributes, texts), declared.contextKeys),
    ...differences(
      'walkthrough',
      contributes.walkthroughs.map((/** @type {any} */ { id }) => id),
      declared.walkthroughs,
    ),
    ...differences(
      'text',
      [...whole.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key),
      Object.keys(texts),
      'package.nls.json',
    ),
    ...defaultProblems(contributes.configuration.properties, declared.settings),
    ...referenceProblems(
      whole,
      texts,
      commands,
      views.map((view) => view.id),
    ),
    ...titleProblems(contributes.commands, texts),
  ]
}

/**
 * @param {string} kind
 * @param {readonly (string | undefined)[]} inManifest
 * @param {readonly string[]} inCode
 */
function differences(kind, inManifest, inCode, other = 'the code') {
  const names = [...new Set(inManifest)]
  return [
    ...names
      .filter((name) => name !== undefined && !inCode.includes(name))
      .map((name) => `The ${kind} ${name} stands in the manifest and not in ${other}.`),
    ...inCode.filter((name) => !names.includes(name)).map((name) => `The ${kind} ${name} stands in ${other} and not in the manifest.`),
  ]
}

/**
 * @param {any} manifest
 * @param {string} prefix
 * @returns {string[]}
 */
const ownActivations = ({ activationEvents }, prefix) =>
  activationEvents
    .filter((/** @type {string} */ event) => event.startsWith(prefix))
    .map((/** @type {string} */ event) => event.slice(prefix.length))

/**
 * @param {any} contributes
 * @param {Readonly<Record<string, string>>} texts
 * @returns {string[]} The keys of ours that conditions ask for; the ids of commands and views are none.
 */
function contextKeysOf(contributes, texts) {
  const conditions = [...JSON.stringify([contributes, texts]).matchAll(/"(?:when|enablement)":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, condition]) => condition ?? '',
  )
  return conditions.flatMap((condition) =>
    [...condition.replace(/(?:view|focusedView|config\.[\w.]+) [=!]= [\w.]+|config\.[\w.]+/g, '').matchAll(/reeve\.\w+/g)].map(
      ([key]) => key,
    ),
  )
}

/**
 * @param {Readonly<Record<string, any>>} properties
 * @param {Readonly<Record<string, boolean | string>>} defaults
 */
const defaultProblems = (properties, defaults) =>
  Object.entries(properties)
    .filter(([name, { default: value }]) => name in defaults && defaults[name] !== value)
    .map(([name]) => `The setting ${name} has another default in the manifest than in the code.`)

/**
 * Commands and views that menus, keys, links and conditions name.
 *
 * @param {string} whole
 * @param {Readonly<Record<string, string>>} texts
 * @param {readonly string[]} commands
 * @param {readonly string[]} views
 */
function referenceProblems(whole, texts, commands, views) {
  const all = `${whole}\n${Object.values(texts).join('\n')}`
  const named = [...all.matchAll(/(?:"command":"|command:|onCommand:)(reeve\.[\w.]+)/g)].map(([, name]) => name ?? '')
  const seen = [...all.matchAll(/(?:view|focusedView) == (reeve\.\w+)|onView:(reeve\.\w+)|"view":"(reeve\.\w+)"/g)].map(
    (match) => match.slice(1).find(Boolean) ?? '',
  )
  return [
    ...[...new Set(named)]
      .filter((name) => !commands.includes(name))
      .map((name) => `There is no command ${name}, which the manifest or its texts refer to.`),
    ...[...new Set(seen)].filter((name) => !views.includes(name)).map((name) => `There is no view ${name}, which the manifest refers to.`),
  ]
}

/**
 * The palette shows `Reeve: Verb Noun`.
 *
 * @param {readonly { command: string, title: string, category?: string }[]} commands
 * @param {Readonly<Record<string, string>>} texts
 */
const titleProblems = (commands, texts) =>
  commands.flatMap(({ command, title, category }) => {
    const text = texts[title.replaceAll('%', '')] ?? ''
    const fits = category === 'Reeve' && /^[A-Z][a-z]+( (by|in|[A-Z][a-z]+))+…?$/.test(text)
    return fits ? [] : [`The command ${command} is not shown as “Reeve: Verb Noun”.`]
  })
