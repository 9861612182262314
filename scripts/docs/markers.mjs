/**
 * Puts a generated part between its markers.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} part
 * @returns {string | undefined} Undefined when the text has no such markers, or has them twice.
 */
export function fillIn(text, name, part) {
  const begin = `<!-- generated: ${name} -->`
  const end = `<!-- end of ${name} -->`
  const pieces = text.split(begin)
  const [before, after] = pieces
  if (pieces.length !== 2 || before === undefined || after === undefined) return undefined
  const endAt = after.indexOf(end)
  return endAt < 0 ? undefined : `${before}${begin}\n\n${part.trim()}\n\n${after.slice(endAt)}`
}

/**
 * A table in Markdown.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
