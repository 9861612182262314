/** Something that keeps the command from being run, told to a person: what happened and what to do about it. */
export class BootstrapProblem extends Error {
  /**
   * @param {string} message
   * @param {string} action
   * @param {string} [details] What the tool that failed said, cut to its last lines.
   */
  constructor(message, action, details = '') {
    super(message)
    this.name = 'BootstrapProblem'
    this.action = action
    this.details = details
  }
}

const detailLines = 12

/** Why npm failed, by what it says; the first row that fits counts. */
const npmFailures = /** @type {const} */ ([
  {
    pattern: /ENOSPC|no space left/i,
    message: 'The disk is full.',
    action: 'Free about 1 GB where this clone and the npm cache are, and run the command again.',
  },
  {
    pattern: /E407|proxy authentication/i,
    message: 'The proxy wants a password.',
    action: 'Set HTTPS_PROXY with the credentials that it takes, and run the command again.',
  },
  {
    pattern: /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_/,
    message: 'The certificate of the npm registry is not trusted.',
    action: 'Set NODE_EXTRA_CA_CERTS to the certificate of your network, and run the command again.',
  },
  {
    pattern: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|SOCKET_TIMEOUT|ENOTCACHED|network/i,
    message: 'The npm registry cannot be reached.',
    action: 'Connect to the network, or set the registry or proxy in ~/.npmrc, and run the command again.',
  },
  {
    pattern: /EACCES|EPERM|EROFS|permission denied|read-only/i,
    message: 'A file or folder cannot be written.',
    action: 'Make this clone and the npm cache (npm config get cache) writable for you, and run the command again.',
  },
  {
    pattern: /E401|E403/,
    message: 'The npm registry refuses access.',
    action: 'Log in to the registry that npm config get registry names, and run the command again.',
  },
  {
    pattern: /E404|ETARGET|notarget/,
    message: 'The npm registry lacks a package that is needed.',
    action: 'Use a registry that mirrors everything: npm config get registry names the present one.',
  },
  {
    pattern: /EINTEGRITY/,
    message: 'A package differs from what package-lock.json expects.',
    action: 'Run npm cache clean --force and the command again; if it stays so, do not trust the registry.',
  },
  {
    pattern: /EUSAGE|can only install packages when your package\.json/,
    message: 'package-lock.json does not fit package.json.',
    action: 'Run npm install --loglevel=error with Node 24, and commit the lockfile.',
  },
  {
    pattern: /EBADENGINE/,
    message: 'A package does not work with this version of Node.js.',
    action: 'Delete the folder .runtime, and run the command again.',
  },
])

/**
 * Turns what npm said into words with something to do.
 *
 * @param {string} doing Such as "Installing the dependencies".
 * @param {string} output
 */
export function npmProblem(doing, output) {
  const known = npmFailures.find((failure) => failure.pattern.test(output))
  const lines = output.split('\n').filter((line) => !/^(npm error)?\s*$|^npm error\s+at |A complete log of this run/.test(line))
  return new BootstrapProblem(
    `${doing} failed. ${known?.message ?? 'npm ended with an error.'}`,
    known?.action ?? 'Read what npm says above, and run the command again.',
    lines.slice(0, detailLines).map(cut).join('\n'),
  )
}

/** A line as long as a minified file helps nobody. */
const cut = (/** @type {string} */ line) => (line.length > 300 ? `${line.slice(0, 300)} …` : line)

/**
 * @param {string} output What the build said.
 */
export const buildProblem = (output) =>
  new BootstrapProblem('The build failed.', 'Correct what it says above.', output.trimEnd().split('\n').slice(-60).map(cut).join('\n'))
