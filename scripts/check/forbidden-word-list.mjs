/** Homes that are too common a word to be a sign of one machine. */
const commonHomes = new Set(['/', '/root', ''])

/**
 * @param {string} file
 * @param {string} text
 * @param {{ root: string, home: string }} machine
 * @returns {{ line: number, why: string }[]}
 */
export function forbiddenWords(file, text, { root, home }) {
  const words = [
    { pattern: textPattern(root), why: 'names the folder of this clone' },
    ...(commonHomes.has(home) ? [] : [{ pattern: textPattern(home), why: 'names a home folder' }]),
    ...(file.endsWith('package-lock.json') ? [{ pattern: /"resolved": "(https?|git\+)/, why: 'names the host of a registry' }] : []),
  ]
  return text
    .split('\n')
    .flatMap((content, index) => words.filter(({ pattern }) => pattern.test(content)).map(({ why }) => ({ line: index + 1, why })))
}

/** @param {string} text */
const textPattern = (text) => new RegExp(`${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-])`)
