import { findArgumentSecrets, findNamedSecrets, findSecrets, type SecretMatch } from '../secrets.ts'
import type { Located, ServerDefinition } from '../servers.ts'
import type { ServerRule, Violation } from './rule.ts'

export const plaintextSecret: ServerRule = {
  id: 'plaintext-secret',
  check(server) {
    const { command, args, url, settings } = server
    const argumentSecrets = findArgumentSecrets(args.map(({ text }) => text))
    return [
      ...(command ? violations(server, command, 'its command', findSecrets(command.text)) : []),
      ...args.flatMap((argument, index) => violations(server, argument, 'its arguments', argumentSecrets[index] ?? [])),
      ...(url ? violations(server, url, 'its address', findSecrets(url.text)) : []),
      ...settings.flatMap((setting) => violations(server, setting, setting.name, findNamedSecrets(setting.name, setting.text))),
    ]
  },
}

/** At most one for each place, however many credentials stand there. */
function violations({ entry }: ServerDefinition, { span }: Located, place: string, [match]: readonly SecretMatch[]): Violation[] {
  if (!match) return []
  const message = `The server "${entry.name}" has a ${match.kind} in plain text in ${place.slice(0, 100)}. Move it to an input or an environment variable, and revoke the one that was written here.`
  return [{ message, span }]
}
