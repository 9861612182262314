import type { Located } from '../servers.ts'
import type { ServerRule } from './rule.ts'

/** Servers that give access to the folders among their arguments. */
const fileServers =
  /file-?system|(?:^|[-_/@])(?:files?|fs)(?:[-_]mcp|[-_]server|$)|mcp[-_](?:server[-_])?(?:files?|fs)\b|desktop-?commander/i

/** A whole disk, or the home of a user. */
const everything =
  /^(?:\/|\/\*{1,2}|~\/?|\$HOME\/?|\$\{(?:env:)?(?:HOME|USERPROFILE)\}\/?|\$\{userHome\}\/?|%USERPROFILE%\\?|%HOMEDRIVE%\\?|[A-Za-z]:[\\/]{0,2}|\/(?:home|Users|root|etc|mnt\/[a-z])\/?|\/(?:home|Users)\/[\w.-]+\/?|[A-Za-z]:[\\/]{1,2}Users(?:[\\/]{1,2}[^\\/]+)?[\\/]?)$/

export const broadDirectory: ServerRule = {
  id: 'broad-directory',
  check({ entry, launched, command, args, settings }) {
    const program = launched?.reference.name ?? command?.text ?? ''
    if (![program, ...args.map(({ text }) => text)].some((text) => fileServers.test(text)) && !fileServers.test(entry.name)) return []
    const folders = [...args, ...settings.filter(({ name }) => /dir|path|root|folder|allow/i.test(name))]
    const broad = folders.find(({ text }: Located) => everything.test(text.trim().replace(/^--?[\w-]+=/, '')))
    if (!broad) return []
    const message = `The server "${entry.name}" may use all files of ${isHome(broad.text) ? 'a home folder' : 'the machine'}, keys and startup files among them. Name the folders that the task needs.`
    return [{ message, span: broad.span }]
  },
}

const isHome = (text: string): boolean => /~|HOME|USERPROFILE|home|Users/.test(text)
