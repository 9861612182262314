import { shellLineOf } from './command-lines.ts'
import type { ServerRule } from './rule.ts'

/** Signs by which a line is more than one plain command. */
const compound = /&&|\|\||[;|`<>]|\$\(|(?:^|\s)(?:source|\.|eval|cd|export|exec)\s/

export const shellExecution: ServerRule = {
  id: 'shell-execution',
  check(server) {
    const line = shellLineOf(server)
    if (!line || !compound.test(line.text)) return []
    const message = `The server "${server.entry.name}" is started by a line that ${line.shell} interprets, so that more may run than its name tells. Write the program as the command and each argument by itself, or put the steps into a script that is reviewed.`
    return [{ message, span: line.span }]
  },
}
