/** What a record from outside holds under a name, when it is of the type that is expected there. */
type Fields = Readonly<Record<string, unknown>>

export function textField(record: Fields, name: string): string | null {
  const value = record[name]
  return typeof value === 'string' && value !== '' ? value : null
}

export function numberField(record: Fields, name: string): number | null {
  const value = record[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

export function recordField(record: Fields, name: string): Fields | null {
  const value = record[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null
}

export function listField(record: Fields, name: string): readonly unknown[] {
  const value = record[name]
  return Array.isArray(value) ? value : []
}

/** A file and a line in it, counted from 1; null without a file. */
export function locationOf(record: Fields): { readonly file: string; readonly line: number } | null {
  const file = textField(record, 'file')
  return file === null ? null : { file, line: Math.max(1, Math.trunc(numberField(record, 'line') ?? 1)) }
}

/** A place as people write it, such as `.cursor/mcp.json:14`; null without a file. */
export function placeOf(record: Fields): string | null {
  const file = textField(record, 'file')
  const line = numberField(record, 'line')
  return file === null || line === null ? file : `${file}:${line}`
}

/** The places of the evidence that a capability or a protocol carries. */
export const evidencePlaces = (data: Fields): string[] =>
  listField(data, 'evidence').flatMap((item) => {
    const place = typeof item === 'object' && item !== null ? placeOf(item as Fields) : null
    return place === null ? [] : [place]
  })
