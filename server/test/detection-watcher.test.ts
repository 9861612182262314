import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Watcher } from '../src/modules/detection/watcher.ts'

let folder = ''
let watcher: Watcher | undefined
let seen = new Set<string>()
let wake: () => void = () => undefined

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'reeve-watch-')))
  seen = new Set()
})
afterEach(async () => {
  await watcher?.close()
  await rm(folder, { recursive: true, force: true })
})

async function watch(options: { trees?: string[]; folders?: string[] }): Promise<void> {
  watcher = new Watcher({
    trees: options.trees ?? [],
    folders: options.folders ?? [],
    settleMs: 5,
    onError: (error) => {
      throw error
    },
    onChange: (paths) => {
      for (const path of paths) seen.add(path)
      wake()
    },
  })
  await watcher.start()
}

const heard = async (path: string): Promise<void> => {
  while (!seen.has(path)) await new Promise<void>((resolve) => (wake = resolve))
}

describe('the watcher', () => {
  it('hears of files that are made, changed, renamed and removed', async () => {
    await mkdir(join(folder, 'a'))
    await watch({ trees: [folder] })
    const file = join(folder, 'a', 'mcp.json')
    await writeFile(file, '{}')
    await heard(file)
    seen.clear()
    await writeFile(file, '{ }')
    await heard(file)
    const moved = join(folder, 'a', 'moved.json')
    await rename(file, moved)
    await heard(moved)
    seen.clear()
    await rm(moved)
    await heard(moved)
  })

  it('hears of files in folders that are made later', async () => {
    await watch({ trees: [folder] })
    await mkdir(join(folder, 'new', 'deep'), { recursive: true })
    await heard(join(folder, 'new'))
    const file = join(folder, 'new', 'deep', 'mcp.json')
    // The watch of a folder that was made just now begins a moment later; whoever hears of the folder reads all of it.
    for (let tries = 0; !seen.has(file) && tries < 200; tries += 1) {
      await writeFile(file, String(tries))
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    expect(seen).toContain(file)
  })

  it('leaves out what nobody works on', async () => {
    await mkdir(join(folder, 'node_modules', 'x'), { recursive: true })
    await watch({ trees: [folder] })
    await writeFile(join(folder, 'node_modules', 'x', 'index.js'), '')
    const marker = join(folder, 'marker')
    await writeFile(marker, '')
    await heard(marker)
    expect([...seen].filter((path) => path.includes('node_modules'))).toEqual([])
  })

  it('watches single folders without what is below', async () => {
    await mkdir(join(folder, 'deep'))
    await watch({ folders: [folder] })
    await writeFile(join(folder, 'deep', 'unheard.json'), '{}')
    const file = join(folder, 'heard.json')
    await writeFile(file, '{}')
    await heard(file)
    expect(seen).not.toContain(join(folder, 'deep', 'unheard.json'))
  })
})
