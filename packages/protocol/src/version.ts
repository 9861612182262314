/** The product's version; the build puts it in. */
declare const REEVE_VERSION: string | undefined

export const version = typeof REEVE_VERSION === 'string' ? REEVE_VERSION : '0.0.0-source'

/** Orders `1.2.3`-like versions by number; what stands behind a hyphen is older than the same without. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => {
    const [numbers = '', tag] = text.split('-', 2)
    return { numbers: numbers.split('.').map(Number), tag }
  }) as [{ numbers: number[]; tag?: string }, { numbers: number[]; tag?: string }]
  for (let index = 0; index < 3; index += 1) {
    const difference = (left.numbers[index] || 0) - (right.numbers[index] || 0)
    if (difference !== 0) return Math.sign(difference)
  }
  return Number(left.tag === undefined) - Number(right.tag === undefined)
}
