import { maskSecrets } from '../secrets.ts'
import { imitatedName } from './imitated-name.ts'
import type { ServerRule } from './rule.ts'

export const typosquat: ServerRule = {
  id: 'typosquat',
  check({ entry, launched, args, command, keySpan }) {
    if (!launched || !['npm', 'pypi'].includes(launched.reference.ecosystem)) return []
    const imitated = imitatedName(launched.reference.name)
    if (imitated === undefined) return []
    const message = `The server "${entry.name}" runs ${maskSecrets(launched.reference.name)}, whose name imitates ${imitated}: such names are published in order to be installed by mistake. Write the name that was meant.`
    return [{ message, span: (launched.argument < 0 ? command : args[launched.argument])?.span ?? keySpan }]
  },
}
