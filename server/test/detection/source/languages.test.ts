import { describe, expect, it } from 'vitest'
import { grammarOf, isManifestPath, isSourcePath, speaksForAgents } from '../../../src/modules/detection/source/languages.ts'

describe('files by their names', () => {
  it.each([
    ['a.ts', 'typescript'],
    ['a.mts', 'typescript'],
    ['A.TSX', 'tsx'],
    ['a.mjs', 'javascript'],
    ['a.jsx', 'javascript'],
    ['src/a.b.py', 'python'],
    ['a.d.ts', undefined],
    ['a.d.mts', undefined],
    ['py', undefined],
    ['a.pyc', undefined],
    ['ts/readme', undefined],
  ])('%s is %s', (path, grammar) => {
    expect(grammarOf(path)).toBe(grammar)
    expect(isSourcePath(path)).toBe(grammar !== undefined)
  })

  it.each([
    ['package.json', true],
    ['a/pyproject.toml', true],
    ['requirements.txt', true],
    ['requirements-dev.txt', true],
    ['requirements/base.txt', true],
    ['package-lock.json', false],
    ['notes.txt', false],
    ['my-requirements.txt', false],
  ])('%s is a manifest: %s', (path, expected) => expect(isManifestPath(path)).toBe(expected))

  it.each([
    ['src/agent.ts', true],
    ['testing/agent.py', true],
    ['src/contest.py', true],
    ['latest/bot.ts', true],
    ['src/agent.test.ts', false],
    ['src/agent.spec.tsx', false],
    ['test_agent.py', false],
    ['tests/agent.py', false],
    ['a/__tests__/b.js', false],
    ['node_modules/x/agent.js', false],
    ['dist/agent.js', false],
  ])('%s speaks for agents: %s', (path, expected) => expect(speaksForAgents(path)).toBe(expected))
})
