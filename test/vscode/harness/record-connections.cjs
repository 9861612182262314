// Loaded into every Node.js process of a test's editor: notes each connection and each name that leaves this machine.
const { appendFileSync } = require('node:fs')
const dns = require('node:dns')
const net = require('node:net')

const file = process.env.REEVE_TEST_CONNECTIONS
const staysHere = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host)

function note(kind, host) {
  if (typeof host !== 'string' || host === '' || staysHere(host)) return
  const { stack = '' } = new Error()
  appendFileSync(file, `${JSON.stringify({ kind, host, program: process.argv[1] ?? '', stack: stack.split('\n').slice(3, 8) })}\n`)
}

/** Calls back before each call of a method, and lets it go on. */
function before(target, method, callback) {
  const original = target[method]
  target[method] = function (...args) {
    callback(...args)
    return original.apply(this, args)
  }
}

if (file) {
  before(net.Socket.prototype, 'connect', (first, second) => {
    // Node.js calls itself with its arguments in an array.
    const options = Array.isArray(first) ? first[0] : first
    if (typeof options === 'object' && options !== null && options.path === undefined) note('connect', options.host ?? '127.0.0.1')
    else if (typeof options === 'number' && typeof second === 'string') note('connect', second)
  })
  before(dns, 'lookup', (host) => note('lookup', host))
  before(dns.promises, 'lookup', (host) => note('lookup', host))
}
