import type { Reading } from '../readings.ts'
import { has } from './instruction-rule.ts'

/** A credential that goes where credentials go: into the header of a call to the service that it is for. */
const authentication =
  /\b(?:authenticat\w+|authoriz\w+ header|log(?:s|ged)? in|sign(?:s|ed)? in|bearer)\b|-H\s|\b(?:using|with|via|by means of|requires?|needs?) (?:an? |the |your |their |its |valid |read-only |scoped )*(?:[\w-]+ ){0,2}(?:api key|token|credentials?|password|service account|secret)s?\b/i

/** Names credentials, or files that hold them. */
export const namesSecrets = (reading: Reading): boolean => has(reading, 'secret', 'secretFile', 'allSecrets')

export const usesForAuthentication = (reading: Reading): boolean =>
  authentication.test(reading.statement.text) && !has(reading, 'allSecrets')

/** Names credentials without saying which: all of them, by wildcard, several kinds at once, or the files where they lie. */
export function namesManySecrets(reading: Reading): boolean {
  if (has(reading, 'allSecrets')) return true
  if (has(reading, 'secretFile')) return !/\b(?:copy|cp|create|add|edit|set|rename)\b.{0,40}\.env/i.test(reading.statement.text)
  return secretKinds(reading.statement.text) >= 2
}

const kinds = [
  /credential/i,
  /\btokens?\b/i,
  /\bsecrets?\b/i,
  /\bpasswords?\b/i,
  /\bkeys?\b/i,
  /environment var|env var/i,
  /certificates?/i,
  /connection strings?/i,
  /cookies/i,
]

/** How many kinds of credentials a text names. */
const secretKinds = (text: string): number => kinds.filter((kind) => kind.test(text)).length

/** Sends something to an address elsewhere, or hands it to somebody unnamed. */
export const sendsToAddress = (reading: Reading): boolean => reading.address !== undefined && has(reading, 'send')

export const sendsAway = (reading: Reading): boolean => sendsToAddress(reading) || (has(reading, 'send') && has(reading, 'outside'))

/** Words that stand for what was taken before. */
const carried =
  /\b(?:all|everything|them|it|these|those|results?|collected|gathered|captured|harvested|extracted|data|material|contents?|output|payload|body|bundle|archive|package|report|findings|information|submit|body: \$|endpoint|destination)\b|\$\{/i

export const sendsWhatWasTaken = (reading: Reading): boolean => sendsToAddress(reading) && carried.test(reading.statement.text)
