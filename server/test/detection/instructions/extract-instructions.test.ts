import fc from 'fast-check'
import { findingSchema } from '@reeve/protocol/inventory'
import { describe, expect, it } from 'vitest'
import { extractInstructions } from '../../../src/modules/detection/instructions/extract-instructions.ts'
import { harmlessTexts } from './harmless-texts.ts'
import { hostileTexts } from './hostile-texts.ts'

/** What is said of a text in Markdown, or of an object as an agent's manifest. */
function findingsOf(content: string | object, path = typeof content === 'string' ? 'a/SKILL.md' : 'a/agent.json') {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  return extractInstructions({ path, absolute: `/w/${path}`, scope: 'project' }, text).findings
}

describe('harm is told', () => {
  it.each(hostileTexts)('%s: %j', (rule, content) => {
    const findings = findingsOf(content)
    expect(findings.map((finding) => finding.rule)).toContain(rule)
    for (const finding of findings) expect(findingSchema.parse(finding)).toEqual(finding)
  })
})

describe('what is harmless is left alone', () => {
  it.each(harmlessTexts.map((content) => [content]))('%j', (content) => {
    expect(findingsOf(content).filter(({ severity }) => severity === 'error')).toEqual([])
  })
})
