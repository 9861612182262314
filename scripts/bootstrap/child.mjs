import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** The signals that somebody who wants us to end may send. */
const relayed = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/** Copies of one signal within this time count as one: npm passes on what the terminal has sent to the whole group already. */
const sameSignalMs = 250

/**
 * Runs a program with our standard streams and waits for it. Each signal that reaches us reaches it once.
 *
 * On a terminal the program shares our process group, so that it may read from the terminal, and gets Ctrl-C from there.
 * Without one it has a group of its own and gets every signal from us alone.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string | undefined, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, signal: NodeJS.Signals | null }>} `code` is 128 + n when signal n ended it.
 */
export function runChild(file, args, options = {}) {
  const onTerminal = process.stdin.isTTY === true
  const child = spawn(file, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    stdio: 'inherit',
    detached: !onTerminal && process.platform !== 'win32',
    windowsHide: true,
  })
  const stopRelaying = relaySignals((signal) => {
    if (signal === 'SIGINT' && onTerminal) return
    child.kill(signal)
  })
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      stopRelaying()
      reject(error)
    })
    child.once('exit', (code, signal) => {
      stopRelaying()
      resolve({ code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), signal })
    })
  })
}

/**
 * Calls back for each signal that asks us to end, once for copies that arrive together.
 *
 * @param {(signal: NodeJS.Signals) => void} deliver
 * @returns {() => void} Stops listening.
 */
function relaySignals(deliver) {
  /** @type {Map<NodeJS.Signals, number>} */
  const lastAt = new Map()
  /** @param {NodeJS.Signals} signal */
  const listener = (signal) => {
    const now = performance.now()
    if (now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < sameSignalMs) return
    lastAt.set(signal, now)
    deliver(signal)
  }
  for (const signal of relayed) process.on(signal, listener)
  return () => {
    for (const signal of relayed) process.off(signal, listener)
  }
}

/**
 * Ends this process as the program that it ran for did, so that whoever waits for us sees the same.
 *
 * @param {{ code: number, signal: NodeJS.Signals | null }} ending
 */
export function endLike({ code, signal }) {
  process.exitCode = code
  if (signal !== null && process.platform !== 'win32') process.kill(process.pid, signal)
}

/**
 * Runs a program silently and keeps what it said. Its group is its own, and ends with us.
 *
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<{ code: number, output: string, interruptedBy: NodeJS.Signals | null }>} `output` is the last 64 KB of both streams.
 */
export function runQuietly(file, args, options = {}) {
  return new Promise((resolve) => {
    /** @type {NodeJS.Signals | null} */
    let interruptedBy = null
    let output = ''
    const detached = process.platform !== 'win32'
    const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], detached, windowsHide: true })
    const stopRelaying = relaySignals((signal) => {
      interruptedBy = signal
      if (detached && child.pid !== undefined) process.kill(-child.pid, signal)
      else child.kill(signal)
    })
    /** @param {Buffer} chunk */
    const keep = (chunk) => {
      output = (output + chunk.toString('utf8')).slice(-65_536)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', (error) => {
      stopRelaying()
      resolve({ code: 127, output: `${output}${error.message}`, interruptedBy })
    })
    child.once('close', (code) => {
      stopRelaying()
      resolve({ code: code ?? 1, output, interruptedBy })
    })
  })
}
