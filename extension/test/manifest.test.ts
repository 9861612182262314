import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manifestProblems } from '../../scripts/check/manifest-problems.mjs'
import { messageProblems } from '../../scripts/check/message-problems.mjs'
import { commandIds } from '../src/commands/command-ids.ts'
import { contextKeys, panelTypes, viewIds, walkthroughId } from '../src/contributions.ts'
import { settingDefaults } from '../src/setting-defaults.ts'

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'))

const declared = {
  commands: Object.values(commandIds),
  views: Object.values(viewIds),
  panels: Object.values(panelTypes),
  contextKeys: Object.values(contextKeys),
  settings: Object.fromEntries(Object.entries(settingDefaults).map(([name, value]) => [`reeve.${name}`, value])),
  walkthroughs: [walkthroughId],
}

test('manifest, texts and code say the same', () => {
  expect(manifestProblems(read('package.json'), read('package.nls.json'), declared)).toEqual([])
})

describe('the check tells', () => {
  const spoiled: readonly [string, (manifest: ReturnType<typeof read>, texts: Record<string, string>) => unknown, string][] = [
    [
      'a command without a handler',
      (m) => void m.contributes.commands.push({ ...m.contributes.commands[0], command: 'reeve.extra' }),
      'command reeve.extra stands in the manifest',
    ],
    ['a handler without a command', () => ({ commands: [...declared.commands, 'reeve.extra'] }), 'command reeve.extra stands in the code'],
    [
      'a view that nobody fills',
      (m) => void m.contributes.views.reeve.push({ id: 'reeve.extra', name: '%view.detections%' }),
      'view reeve.extra stands in the manifest',
    ],
    [
      'a setting that nobody reads',
      (m) => {
        m.contributes.configuration.properties['reeve.extra'] = {}
      },
      'setting reeve.extra stands in the manifest',
    ],
    [
      'a setting that is not declared',
      () => ({ settings: { ...declared.settings, 'reeve.extra': true } }),
      'setting reeve.extra stands in the code',
    ],
    [
      'another default',
      (m) => {
        m.contributes.configuration.properties['reeve.scan.userFiles'].default = false
      },
      'another default',
    ],
    [
      'a condition that nobody sets',
      (m) => {
        m.contributes.menus['view/title'][0].when = 'reeve.extra'
      },
      'context key reeve.extra',
    ],
    [
      'a menu without a command',
      (m) => {
        m.contributes.menus['view/title'][0].command = 'reeve.extra'
      },
      'no command reeve.extra',
    ],
    [
      'a link without a command',
      (_, texts) => {
        texts['welcome.nothing'] = '[x](command:reeve.extra)'
      },
      'no command reeve.extra',
    ],
    ['a panel that does not come back', () => ({ panels: [] }), 'panel reeve.dashboard stands in the manifest'],
    [
      'a text that is missing',
      (_, texts) => {
        delete texts['view.detections']
      },
      'text view.detections stands in the manifest',
    ],
    [
      'a text that nobody shows',
      (_, texts) => {
        texts['extra'] = 'x'
      },
      'text extra stands in package.nls.json',
    ],
    [
      'a title that is not a verb and a noun',
      (_, texts) => {
        texts['command.showLog'] = 'log'
      },
      '“Reeve: Verb Noun”',
    ],
  ]
  test.each(spoiled)('%s', (_, spoil, says) => {
    const manifest = read('package.json')
    const texts = read('package.nls.json')
    const others = spoil(manifest, texts)
    expect(manifestProblems(manifest, texts, { ...declared, ...(others as object | undefined) }).join('\n')).toContain(says)
  })

  test('a message that one side lacks', () => {
    const messages = { getStatus: { method: 'reeve/getStatus' }, version: 1 }
    expect(messageProblems(messages, { server: 'getStatus', extension: 'getStatus' })).toEqual([])
    expect(messageProblems(messages, { server: 'getStatus', extension: 'getStatusText' })).toEqual([
      'The message getStatus is declared, and extension does not know it.',
    ])
  })
})
