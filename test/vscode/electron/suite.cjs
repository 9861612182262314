// Runs inside the extension host, beside the installed extension.
const assert = require('node:assert/strict')
const vscode = require('vscode')

/** @param {string} what @param {() => boolean | Promise<boolean>} isSo */
async function eventually(what, isSo) {
  const deadline = Date.now() + 30_000
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come.`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const checks = {
  'the installed extension becomes active': async () => {
    const extension = vscode.extensions.getExtension('reeve.reeve')
    assert.ok(extension, 'it is not installed')
    await extension.activate()
    assert.equal(extension.isActive, true)
  },
  'its commands are there': async () => {
    const commands = await vscode.commands.getCommands(true)
    const { contributes } = vscode.extensions.getExtension('reeve.reeve').packageJSON
    for (const { command } of contributes.commands) assert.ok(commands.includes(command), command)
  },
  'its supervisor finds what is wrong in a configuration file': async () => {
    const [file] = await vscode.workspace.findFiles('**/mcp.json', null, 1)
    assert.ok(file, 'the workspace has no such file')
    await vscode.window.showTextDocument(file)
    const ours = () =>
      vscode.languages
        .getDiagnostics()
        .flatMap(([, all]) => all)
        .filter(({ source }) => /reeve/i.test(source ?? ''))
    await eventually('a diagnostic', () => ours().length > 0)
    assert.ok(ours()[0].code.target, 'a diagnostic links to its page')
  },
  'its pages open': async () => {
    await vscode.commands.executeCommand('reeve.openDashboard')
    await eventually('the tab', () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => /Reeve/.test(label))))
  },
}

exports.run = async () => {
  for (const [name, check] of Object.entries(checks)) {
    await check()
    console.log(`ok ${name}`)
  }
}
