import type { Reading } from '../readings.ts'
import { at, has, type InstructionRule } from './instruction-rule.ts'

const fetches =
  'This hands whatever an address answers to a shell, so that its owner, or whoever takes it over, runs code here. Download, look, and then run; or install a package with an exact version.'
const connects = 'This opens a shell on this machine to somebody elsewhere. Remove it, and treat a machine on which it ran as taken over.'

/** Installers that people are told to run by their vendors; they are a risk, but no sign of malice. */
const vendors =
  /\b(?:astral\.sh|sh\.rustup\.rs|rustup\.rs|get\.docker\.com|bun\.(?:sh|com)|deno\.land|get\.pnpm\.io|install\.python-poetry\.org|ollama\.com|get\.k3s\.io|get\.helm\.sh|tailscale\.com|mise\.run|mise\.jdx\.dev|nixos\.org|determinate\.systems|fly\.io|cli\.github\.com|claude\.ai|cursor\.com|opencode\.ai|raw\.githubusercontent\.com|starship\.rs|volta\.sh|fnm\.vercel\.app|deb\.nodesource\.com|rpm\.nodesource\.com|get\.sdkman\.io|sdk\.cloud\.google\.com|aka\.ms|chocolatey\.org|get\.scoop\.sh|brew\.sh|install\.julialang\.org|get\.haskell\.org|getcomposer\.org|dl\.google\.com|get\.volta\.sh|supabase\.com|railway\.(?:app|com)|vercel\.com|foundry\.paradigm\.xyz|solana\.com|sh\.wasmer\.io|wasmtime\.dev|install\.determinate\.systems|zed\.dev|warp\.dev|npmjs\.com|yarnpkg\.com|code-server\.dev|coder\.com|localhost|127\.0\.0\.1|example\.(?:com|org))\b/i

const installs = /\b(?:install\w*|set ?up|prerequisites?|requirements?|getting started|quick ?start|usage|dependencies)\b/i

export const downloadAndRun: InstructionRule = {
  id: 'download-and-run',
  check: (readings) =>
    readings
      .filter((reading) => has(reading, 'fetchAndRun') && !vendors.test(reading.statement.text) && !isInstallation(reading))
      .map((reading) => at(reading, fetches, 'fetchAndRun')),
}

/** The command that a page shows people for installing the very thing. */
const isInstallation = ({ statement }: Reading): boolean => statement.kind === 'code' && installs.test(statement.heading ?? '')

export const reverseShell: InstructionRule = {
  id: 'reverse-shell',
  check: (readings) => readings.filter((reading) => has(reading, 'reverseShell')).map((reading) => at(reading, connects, 'reverseShell')),
}
