import { type RuleId, rules } from '@reeve/protocol/rules'
import { commands, Uri } from 'vscode'

export const isRuleId = (value: unknown): value is RuleId => typeof value === 'string' && Object.hasOwn(rules, value)

/** Shows the page of a rule, which is shipped with the extension. */
export async function openRulePage(extensionUri: Uri, rule: RuleId): Promise<void> {
  await commands.executeCommand('markdown.showPreview', Uri.joinPath(extensionUri, 'docs', 'rules', `${rule}.md`))
}
