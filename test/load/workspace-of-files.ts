import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Fills a folder with source files, a few of which hold what Reeve looks for, and with one client's configuration. */
export async function writeFiles(folder: string, count: number): Promise<void> {
  for (let start = 0; start < count; start += 200) {
    const inside = join(folder, 'src', `part${start / 200}`)
    await mkdir(inside, { recursive: true })
    await Promise.all(
      Array.from({ length: Math.min(200, count - start) }, (_, index) =>
        writeFile(join(inside, `file${index}.ts`), sourceOf(start + index)),
      ),
    )
  }
  await mkdir(join(folder, '.cursor'), { recursive: true })
  await writeFile(join(folder, '.cursor', 'mcp.json'), configurationOf('alpha'))
}

export const configurationOf = (...names: string[]): string =>
  JSON.stringify(
    { mcpServers: Object.fromEntries(names.map((name) => [name, { command: 'npx', args: ['-y', `${name}-mcp`] }])) },
    undefined,
    2,
  )

/** About 7 KB of plain code; one file in fifty reads files. */
function sourceOf(index: number): string {
  const head =
    index % 50 === 0 ? `import { readFile } from 'node:fs/promises'\nexport const text${index} = await readFile('${index}.txt')\n` : ''
  const body = Array.from(
    { length: 60 },
    (_, line) =>
      `export function compute${index}_${line}(left: number, right: number): number {\n  return left * ${line} + right // a line of plain arithmetic\n}\n`,
  )
  return head + body.join('\n')
}
