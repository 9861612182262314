import { readFileSync } from 'node:fs'
import { inventorySchema } from '@reeve/protocol/inventory'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractOnly } from './extract-text.ts'

const sourceOf = (name: string): string => readFileSync(new URL(`../../../src/modules/detection/source/${name}`, import.meta.url), 'utf8')

const pythonSource = `import os, sqlite3
from crewai import Agent
from .tools import helper

class Worker:
    def __init__(self, path: str = "a"):
        self.db = sqlite3.connect(path)
        self.agent = Agent(role="x")

    @perform_action("read_file")
    async def read(self, *names, **options):
        with open(f"{names[0]}", "w") as f, self.db as c:
            c.cursor().execute("""SELECT 1""")
        return [os.remove(n) for n in names if (m := n)]

if __name__ == "__main__":
    try:
        Worker().read(lambda x: x)
    except (ValueError, OSError) as e:
        os.environ["API_KEY"]
`

const originals = [
  ['src/a.ts', sourceOf('javascript.ts')],
  ['src/a.ts', sourceOf('analyzer.ts')],
  ['src/a.tsx', `import fs from 'fs'\nexport const A = ({ p }: { p: string }) => <b onClick={() => fs.rmSync(p)}>{...x}</b>\n`],
  [
    'src/a.js',
    `const { exec: run } = require('child_process')\nclass A { #c = new (require('pg').Pool)(); go() { return this.#c.query(\`SELECT \${run('x')}\`) } }\n`,
  ],
  ['src/a.py', pythonSource],
] as const

/** Everything an extract says points into its text and fits the inventory. */
async function expectSound(path: string, text: string): Promise<void> {
  const { capabilities, protocols, agents, errors, findings, servers, imports } = await extractOnly(path, text)
  const lines = text.split('\n').length
  const places = [...capabilities.map(({ evidence }) => evidence), ...protocols.flatMap(({ evidence }) => evidence), ...agents]
  for (const { line, file } of places) {
    expect(line).toBeGreaterThanOrEqual(1)
    expect(line).toBeLessThanOrEqual(lines)
    expect(file).toBe(path)
  }
  for (const imported of imports) expect(imported).not.toMatch(/^\/|^\.\.|\/\.\.\//)
  inventorySchema.parse({
    servers: servers.map(({ entry }) => entry),
    capabilities: capabilities.map(({ name, confidence, evidence }) => ({ name, confidence, agents: [], evidence: [evidence] })),
    protocols,
    agents,
    findings,
    errors,
  })
}

describe('whatever the text', () => {
  it.each(['a.ts', 'a.tsx', 'a.js', 'a.py'])('random text as %s', async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 300 }), (text) => expectSound(path, text)),
      { numRuns: 100 },
    )
  })

  it('random words of the languages', async () => {
    const word = fc.constantFrom(
      ...'import from as require ( ) { } [ ] . , ; : = => " \' ` ${ @ # // /* */ \n \t def class lambda with async await new this self fs os open eval fetch performAction Agent crewai \'fs\' "pg" typeof ... * ?. !'.split(
        ' ',
      ),
      '\n    ',
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('a.ts', 'a.tsx', 'a.js', 'a.py'), fc.array(word, { maxLength: 80 }), (path, words) =>
        expectSound(path, words.join(' ')),
      ),
      { numRuns: 300 },
    )
  })

  it('real code with a piece cut out or put in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...originals),
        fc.nat(),
        fc.nat(200),
        fc.string({ maxLength: 20 }),
        ([path, text], at, length, put) => {
          const start = at % (text.length + 1)
          return expectSound(path, text.slice(0, start) + put + text.slice(start + length))
        },
      ),
      { numRuns: 200 },
    )
  })

  it.each([
    ['nested calls', 'a.ts', `${'f('.repeat(5000)}${')'.repeat(5000)}`],
    ['a chain of members', 'a.ts', `import fs from 'fs'\nfs${'.a'.repeat(20_000)}()`],
    ['a chain of calls', 'a.js', `import fs from 'fs'\nfs${'.a()'.repeat(10_000)}`],
    ['a name bound to itself', 'a.ts', `const a = b; const b = a; a.rmSync()`],
    ['nested brackets', 'a.py', `${'['.repeat(5000)}`],
    ['a chain of Python calls', 'a.py', `import os\nos${'.a()'.repeat(10_000)}`],
    ['many names', 'a.py', Array.from({ length: 5000 }, (_, index) => `import x${index}; x${index} = x${index + 1}`).join('\n')],
    ['many assignments to one name', 'a.ts', `let a\n${'a = a.b()\n'.repeat(5000)}`],
  ])('hostile code: %s', async (_title, path, text) => {
    await expectSound(path, text)
  })
})
