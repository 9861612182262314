import { type ConfigNode, type Span, textOf } from '../config/config-node.ts'
import type { ServerRule, Violation } from './rule.ts'

/** Lists of tools that run without asking, as clients name them. */
const lists: ReadonlySet<string> = new Set([
  'alwaysAllow',
  'autoApprove',
  'autoapprove',
  'auto_approve',
  'autoApproved',
  'trustedTools',
  'always_allow',
])

/** Switches that let every tool run without asking. */
const switches: ReadonlySet<string> = new Set([
  'trust',
  'autoApproveAll',
  'autoApprove',
  'alwaysAllow',
  'auto_approve',
  'yolo',
  'skipConfirmation',
  'dangerouslySkipPermissions',
])

/** Tools whose names say that they change, run, send or pay. */
const dangerous =
  /(?:^|[_\-./:])(?:write|create|edit|update|delete|remove|drop|move|rename|patch|put|post|push|merge|deploy|publish|send|exec(?:ute)?|run|eval(?:uate)?|shell|bash|terminal|command|kill|install|uninstall|pay|transfer|approve|grant|insert|query|sql|script|upload|commit|fork|invite|purge|reset|restart|stop|start|terminate)(?:$|[_\-./:]|[A-Z])|^(?:write|create|edit|update|delete|remove|drop|move|execute|run|eval|send|push|merge|deploy|publish|upload|insert|kill|install)[A-Z]/

/** As many tools as people write when they mean all. */
const many = 12

export const autoApprove: ServerRule = {
  id: 'auto-approve',
  check({ entry, node }) {
    if (node.kind !== 'object') return []
    return node.members.flatMap(({ key, keySpan, value }): Violation[] => {
      const reach = lists.has(key) || switches.has(key) ? reachOf(key, value) : undefined
      if (!reach) return []
      const message = `The server "${entry.name}" runs ${reach.what} without asking: what an injected text makes the agent do happens at once. Let the client ask, or list only tools that read.`
      return [{ message, span: reach.span ?? keySpan }]
    })
  },
}

function reachOf(key: string, value: ConfigNode): { readonly what: string; readonly span?: Span } | undefined {
  if (value.kind === 'scalar') {
    const isOn = value.value === true && switches.has(key)
    return isOn || value.value === '*' || value.value === 'all' ? { what: 'all its tools', span: value.span } : undefined
  }
  if (value.kind !== 'array' || !lists.has(key)) return undefined
  const named = value.items.flatMap((item) => (textOf(item) === undefined ? [] : [{ name: textOf(item) ?? '', span: item.span }]))
  const all = named.find(({ name }) => name === '*' || name === '.*')
  if (all) return { what: 'all its tools', span: all.span }
  const risky = named.find(({ name }) => dangerous.test(name))
  if (risky) return { what: 'tools that change or run something', span: risky.span }
  return named.length >= many ? { what: `${named.length} tools` } : undefined
}
