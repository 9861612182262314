import type { ConfigFormat, ParsedConfig } from './config-node.ts'
import { parseJson, parseJson5 } from './json.ts'
import { parseToml } from './toml.ts'
import { parseYaml } from './yaml.ts'

const parsers: Readonly<Record<ConfigFormat, (text: string) => ParsedConfig>> = {
  json: parseJson,
  jsonc: parseJson,
  json5: parseJson5,
  yaml: parseYaml,
  toml: parseToml,
}

/** Names of the formats as messages show them. */
export const formatNames: Readonly<Record<ConfigFormat, string>> = {
  json: 'JSON',
  jsonc: 'JSON',
  json5: 'JSON',
  yaml: 'YAML',
  toml: 'TOML',
}

/** Longest texts that are read, in characters. The YAML and TOML parsers take seconds for a megabyte. */
const maxCharacters: Readonly<Record<ConfigFormat, number>> = {
  json: 8_000_000,
  jsonc: 8_000_000,
  json5: 8_000_000,
  yaml: 250_000,
  toml: 250_000,
}

const emptyProblem = { reason: 'it is empty', line: 1 } as const

/**
 * Reads a configuration file tolerantly: mistakes become `problems`, and `root` holds what could be understood.
 * An empty text has no `root`, and is a mistake in JSON alone. Positions count without a byte-order mark, as editors do. Never throws.
 */
export function parseConfig(text: string, format: ConfigFormat): ParsedConfig {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text
  if (content.length > maxCharacters[format]) return { root: null, problems: [{ reason: 'it is too long to be read', line: 1 }] }
  const parsed: ParsedConfig = content.trim() === '' ? { root: null, problems: [] } : parsers[format](content)
  return parsed.root || parsed.problems.length > 0 || format !== 'json' ? parsed : { root: null, problems: [emptyProblem] }
}
