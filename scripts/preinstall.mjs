// Runs for `npm install` and `npm ci` in this folder, after the packages are unpacked. Under an old Node.js npm leaves out
// packages that need a newer one without a word, so such an installation ends here.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 12)) {
  process.stderr.write(
    [
      '',
      `reeve: the packages of this repository need Node.js 22.12 or newer; this is ${process.versions.node}.`,
      'Nothing needs to be installed by hand: npm start and npm test get Node.js 24 into .runtime and install with it.',
      '',
    ].join('\n'),
  )
  process.exitCode = 1
}
