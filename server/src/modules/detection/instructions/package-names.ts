import { imitatedName } from '../rules/imitated-name.ts'
import type { Statement } from './statement.ts'

/** A name of a package in a text that imitates a known one. */
export interface ImitatedPackage {
  readonly statement: Statement
  readonly from: number
  readonly to: number
  readonly imitated: string
}

const scoped = /(?<![\w/@.])@[a-z\d][\w.-]{1,60}\/[\w.-]{1,100}/gi
const installed =
  /\b(?:npx|npm i(?:nstall)?|npm exec|pnpm add|yarn add|bunx|uvx|pip install|pipx run)\s+(?:-{1,2}[\w-]+\s+){0,4}([a-z][\w.-]{3,80})/gi

/** The packages that a text depends on or tells to install and whose names imitate known ones. */
export function imitatedPackages(statements: readonly Statement[]): ImitatedPackage[] {
  return statements.flatMap((statement) => {
    const { text, stance } = statement
    if (stance === 'shown' || !/[@]|\b(?:np|pnpm|yarn|bunx|uvx|pip)/.test(text)) return []
    const named = [
      ...[...text.matchAll(scoped)].map((match) => ({ name: match[0], from: match.index })),
      ...[...text.matchAll(installed)].map((match) => ({
        name: match[1] ?? '',
        from: match.index + match[0].length - (match[1]?.length ?? 0),
      })),
    ]
    return named.slice(0, 50).flatMap(({ name, from }) => {
      const imitated = imitatedName(name)
      return imitated === undefined ? [] : [{ statement, from, to: from + name.length, imitated }]
    })
  })
}
