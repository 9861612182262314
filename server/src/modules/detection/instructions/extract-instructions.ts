import type { Finding } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { type RuleId, rules } from '@reeve/protocol/rules'
import type { ConfigNode, Span } from '../config/config-node.ts'
import { LineIndex } from '../config/line-index.ts'
import { parseConfig } from '../config/parse-config.ts'
import { emptyExtract, type FileExtract, type FoundFile } from '../extract.ts'
import { hiddenTexts } from '../rules/hidden-text.ts'
import { instructionFormOf } from './instruction-files.ts'
import { imitatedPackages } from './package-names.ts'
import { proseStatements } from './prose-statements.ts'
import { readingsOf } from './readings.ts'
import { instructionRules } from './rules/instruction-rules.ts'
import { settingStatements } from './setting-statements.ts'
import type { Statement } from './statement.ts'

/** Findings of one rule in one file; more of them tell nothing new. */
const maxFindingsOfRule = 5

/** What a file that steers agents says that it should not. Never throws. */
export function extractInstructions(file: FoundFile, text: string): FileExtract {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  const root = instructionFormOf(file.path) === 'manifest' ? parseConfig(content, 'json').root : null
  const statements = root ? settingStatements(root) : proseStatements(content)
  const place = { file: file.path, subject: null }
  return { ...emptyExtract, findings: distinct([...hiddenIn(content, root, place), ...steeringFindings(statements, place)]) }
}

/** Where findings lie and whom they are about. */
interface Place {
  readonly file: string
  readonly subject: string | null
}

/** What the rules for instructions say of these statements. */
export function steeringFindings(statements: readonly Statement[], place: Place): Finding[] {
  const readings = readingsOf(statements)
  const violations = instructionRules.flatMap((rule) =>
    rule
      .check(readings)
      .slice(0, maxFindingsOfRule)
      .map(({ message, statement, match }) => finding(rule.id, message, statement.locate(match.from, match.to), place)),
  )
  const imitations = imitatedPackages(statements)
    .slice(0, maxFindingsOfRule)
    .map(({ statement, from, to, imitated }) => finding('typosquat', imitation(imitated), statement.locate(from, to), place))
  return [...violations, ...imitations]
}

const imitation = (imitated: string): string =>
  `A package is named here whose name imitates ${imitated.slice(0, 200)}: such names are published in order to be installed by mistake. Write the name that was meant.`

/** Text that cannot be seen, in a file or in the names and values of a configuration, whose escapes no search of the file finds. */
function hiddenIn(content: string, root: ConfigNode | null, place: Place): Finding[] {
  const lines = new LineIndex(content)
  const direct = hiddenTexts(content).map(({ from, to, kind, hides }) => hiddenFinding(kind, hides, lines.span(from, to), place))
  const escaped = direct.length === 0 && root ? hiddenValues(root, place) : []
  // Those that hide something come first, so that stray characters do not crowd them out.
  return [...direct, ...escaped].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')).slice(0, maxFindingsOfRule)
}

/** Text that cannot be seen in the names and values of a configuration. */
export function hiddenValues(root: ConfigNode, place: Place): Finding[] {
  const findings: Finding[] = []
  const visit = (node: ConfigNode): void => {
    if (node.kind === 'scalar') check(node.value, node.span)
    else if (node.kind === 'array') node.items.forEach(visit)
    else
      for (const { key, keySpan, value } of node.members) {
        check(key, keySpan)
        visit(value)
      }
  }
  const check = (value: unknown, span: Span): void => {
    const [first] = typeof value === 'string' ? hiddenTexts(value).sort((a, b) => Number(b.hides) - Number(a.hides)) : []
    if (first) findings.push(hiddenFinding(first.kind, first.hides, span, place))
  }
  visit(root)
  return findings
}

function hiddenFinding(kind: string, hides: boolean, span: Span, place: Place): Finding {
  const message = hides
    ? `There are ${kind} here, which people do not see and agents read: the text says something else to an agent than to you. Remove them, and look at what is left.`
    : `There are ${kind} here, probably left over from copying. Remove them, so that the text is what it seems.`
  return { ...finding('hidden-unicode', message, span, place), severity: hides ? 'error' : 'info' }
}

export const finding = (rule: RuleId, message: string, span: Span, { file, subject }: Place): Finding => ({
  rule,
  severity: rules[rule].severity,
  message: message.replace(/\p{Cc}/gu, ' ').slice(0, limits.messageCharacters),
  file,
  ...span,
  subject,
})

/** One finding for each rule and place. */
export function distinct(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((item) => [`${item.rule}:${item.line}:${item.column}:${item.endColumn}`, item])).values()]
}
