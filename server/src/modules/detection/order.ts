/** Orders texts by code units, the same on every machine and for every language. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
