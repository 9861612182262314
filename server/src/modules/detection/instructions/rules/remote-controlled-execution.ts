import type { Reading } from '../readings.ts'
import { at, has, type InstructionRule, type InstructionViolation, near } from './instruction-rule.ts'

const message =
  'Orders or code are fetched from elsewhere and carried out: whoever runs that address, or takes it over, controls this agent from then on. Keep what the agent does in files that are reviewed.'

/** Carrying out what came from elsewhere, by the words for what came. */
const carriesOut =
  /\b(?:exec(?:ute|utes|uted|uting|sync)?|run(?:s|ning)?|eval(?:uate|uates)?|follow(?:s|ing)?|obey|apply|applies|appl(?:ied|ying)|install|load|import|require|invoke|spawn|inject|perform|comply with|act on|interpret|process)\b[\s\S]{0,80}?(?:\b(?:them|it|any|each|returned|received|fetched|downloaded|retrieved|remote|directives?|commands?|instructions?|scripts?|payloads?|response|handlers?|patch(?:es)?|modules?|plugins?|hooks?|tasks?|jobs?|actions?|updates?|code|file|binary|migrations?|remediation|content|result)\b|\$\{)|\b(?:plugins?|scripts?|commands?|modules?|handlers?|tasks?|jobs?|payloads?|directives?|instructions?|patch(?:es)?|updates?|code)\b (?:is|are|gets?|will be|must be|should be) (?:[\w-]+ ){0,3}(?:execut|run|evaluat|appl|invok|eval)\w*|\bexecSync\(|child_process|\beval\(|\bexec\(|\$\{[\w.]*(?:response|script|command|task|payload|remote|job|update|fetched|body|result|config)[\w.]*\}|\b(?:auto|remote)[ _-]?exec\w*|\bexecute[ _-](?:remote|locally)|enable remote (?:actions|commands|execution)/i

/** A setting that makes a program carry out what it fetched, by words that leave no other reading. */
const executingSetting =
  /\b(?:exec|execute|executes|executed|executing|execution|execsync|eval|evaluate)\b|\bexecSync\(|child_process|\beval\(|\bauto[ _-]?(?:run|apply|exec\w*)|\bremote[ _-](?:actions|commands|execution|exec)|\b(?:run|load|apply|install|inject)\b.{0,60}\b(?:returned|fetched|remote|downloaded|received)\b|\$\{[\w.]*(?:response|script|command|task|payload|remote|job|fetched|body)[\w.]*\}/i

/** What is fetched in order to be looked at. */
const readOnly =
  /\b(?:documentation|docs|reference|schema|weather|prices?|articles?|pages?|search results|issues?|tickets?|changelog|advisor(?:y|ies)|spec(?:ification)?)\b/i

export const remoteControlledExecution: InstructionRule = {
  id: 'remote-controlled-execution',
  check: (readings) => {
    const sources = readings.filter(fetchesOrders)
    return sources.slice(0, 50).flatMap((source) => violation(source, readings) ?? [])
  },
}

function fetchesOrders(reading: Reading): boolean {
  const { kind, text } = reading.statement
  if (kind === 'code' || kind === 'heading' || readOnly.test(text)) return false
  if (!has(reading, 'fetch') && !(kind === 'setting' && reading.address)) return false
  return reading.address !== undefined || fetchedOrders.test(text)
}

/** Without an address: what is fetched are orders, and they come from elsewhere. */
const fetchedOrders =
  /\b(?:fetch|download|poll|pull|retrieve|receive)\w*\b.{0,60}\b(?:scripts?|code|commands?|instructions?|directives?|payloads?|plugins?|handlers?|modules?|patch(?:es)?|hooks?)\b.{0,60}\b(?:url|remote|server|endpoint|webhook|external|field|cdn|c2)\b|\b(?:remote|external|c2)\b.{0,30}\b(?:commands?|instructions?|directives?|payloads?|orders)\b/i

function violation(source: Reading, readings: readonly Reading[]): InstructionViolation | undefined {
  const isSetting = source.statement.kind === 'setting'
  const executor = near(readings, source, isSetting ? 12 : 5).find(
    (other) =>
      other.statement.kind !== 'code' &&
      other.statement.kind !== 'heading' &&
      has(other, 'execute', 'order') &&
      (isSetting ? executingSetting : carriesOut).test(other.statement.text) &&
      (other === source ? executesWhatItFetched(other) : has(other, 'execute') && (isSetting || isMeantFor(other, source))),
  )
  return executor && at(source, message, 'fetch')
}

/** In one sentence the order has to come after the fetching, and mean what was fetched. */
function executesWhatItFetched({ statement, signals }: Reading): boolean {
  if (statement.kind === 'setting') return signals.has('execute') && signals.has('order')
  return fetchThenRun.test(statement.text)
}

const fetchThenRun =
  /\b(?:fetch|poll|check|download|pull|retrieve|request|load|query|contact|receive|get|consult|call|read|sync|curl|heartbeat|visit|open|connect)\w*\b.{0,200}\b(?:execut|run|eval|follow|obey|apply|appl|install|invok|load|carry out|carri|comply|perform|interpret|do)\w*\b.{0,60}\b(?:it|them|they|returned|returns|response|received|result|contents?|instructions?|commands?|directives?|scripts?|payloads?|orders?|tasks?|steps?|code|it says|it returns)\b|\b(?:execut|run|eval|follow|obey|apply|load|install|invoke|perform)\w*\b.{0,60}\b(?:instructions?|commands?|directives?|scripts?|payloads?|orders?|code|plugins?|modules?|tasks?|jobs?|patch(?:es)?|whatever|updates?)\b.{0,60}\b(?:from|at|served by|returned by|hosted|provided by)\b/is

/** A later statement that speaks of what was fetched: by a pronoun, or by what the fetched things are. */
function isMeantFor(executor: Reading, source: Reading): boolean {
  if (executor.index < source.index && !has(source, 'order')) return false
  const text = executor.statement.text
  if (
    /\b(?:returned|received|fetched|downloaded|retrieved|remote|directives?|payloads?|response|child_process|each)\b|\beval\(|\bexec(?:Sync)?\(/i.test(
      text,
    )
  )
    return true
  if (!has(source, 'order')) return /\b(?:includes?|contains?|field)\b/i.test(text) && has(executor, 'order')
  return /\b(?:it|them|the (?:\w+ )?(?:script|handler|commands?|instructions?|tasks?|jobs?|code|module|plugin|patch|update|action|playbook|payload)s?)\b/i.test(
    text,
  )
}
