/** Signs that look alike in the fonts of editors, each as one sign. */
const lookAlikes: readonly (readonly [RegExp, string])[] = [
  [/[\u0430]/g, 'a'],
  [/[\u0435]/g, 'e'],
  [/[\u043e\u03bf0]/g, 'o'],
  [/[\u0440]/g, 'p'],
  [/[\u0441]/g, 'c'],
  [/[\u0456l1|!]/g, 'i'],
  [/5/g, 's'],
  [/3/g, 'e'],
  [/rn/g, 'm'],
  [/vv/g, 'w'],
  [/[_.]/g, '-'],
]

/** A name as it looks at a glance. */
export const glance = (name: string): string => lookAlikes.reduce((text, [signs, one]) => text.replace(signs, one), name.toLowerCase())

/** Letters to add, take away, exchange or swap in order to get from one name to the other; `limit` + 1 when it takes more. */
export function nameDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return Math.min(last[b.length] ?? 0, limit + 1)
}
