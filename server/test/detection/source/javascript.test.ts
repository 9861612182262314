import { describe, expect, it } from 'vitest'
import { capabilitiesOf, extractText } from './extract-text.ts'

interface Case {
  readonly title: string
  readonly code: string
  readonly path?: string
  readonly calls: readonly string[]
}

const fires: readonly Case[] = [
  { title: 'a default import', code: `import fs from 'fs'\nfs.writeFileSync('a', 'b')`, calls: ['file:write@2 call'] },
  { title: 'a namespace import', code: `import * as fs from 'node:fs'\nfs.rmSync('a')`, calls: ['file:delete@2 call'] },
  { title: 'a renamed import', code: `import { readFile as r } from 'node:fs/promises'\nawait r('a')`, calls: ['file:read@2 call'] },
  { title: 'promises of fs', code: `import fs from 'fs'\nawait fs.promises.readFile('a')`, calls: ['file:read@2 call'] },
  { title: 'a destructured promises', code: `import { promises as p } from 'fs'\np.unlink('a')`, calls: ['file:delete@2 call'] },
  { title: 'a destructured require', code: `const { exec } = require('child_process')\nexec('ls')`, calls: ['system:exec@2 call'] },
  {
    title: 'a renamed destructured require',
    code: `const { exec: run } = require('child_process')\nrun('ls')`,
    calls: ['system:exec@2 call'],
  },
  { title: 'a member of require', code: `const run = require('child_process').execSync\nrun('ls')`, calls: ['system:exec@2 call'] },
  { title: 'a call on require', code: `require('node:child_process').execSync('ls')`, calls: ['system:exec@1 call'] },
  { title: 'a late assignment', code: `let cp\ncp = require('child_process')\ncp.spawn('ls')`, calls: ['system:exec@3 call'] },
  {
    title: 'a dynamic import',
    code: `const { writeFile } = await import('fs/promises')\nwriteFile('a', 'b')`,
    calls: ['file:write@2 call'],
  },
  { title: 'an import assignment', code: `import cp = require('child_process')\ncp.exec('ls')`, calls: ['system:exec@2 call'] },
  {
    title: 'a promisified function',
    code: `import { promisify } from 'util'\nimport { exec } from 'child_process'\nconst run = promisify(exec)\nawait run('ls')`,
    calls: ['system:exec@4 call'],
  },
  {
    title: 'a use before the function is bound',
    code: `function f() { return cp.execSync('ls') }\nconst cp = require('child_process')`,
    calls: ['system:exec@1 call'],
  },
  { title: 'an instance', code: `import { Pool } from 'pg'\nconst db = new Pool()\nawait db.query('SELECT 1')`, calls: ['db:read@3 call'] },
  {
    title: 'SQL that writes',
    code: `import Database from 'better-sqlite3'\nconst db = new Database('a')\ndb.prepare(\`INSERT INTO t VALUES (\${x})\`).run()`,
    calls: ['db:write@3 call'],
  },
  {
    title: 'SQL that administers',
    code: `import mysql from 'mysql2'\nconst c = mysql.createConnection({})\nc.query('DROP TABLE users')`,
    calls: ['db:admin@3 call'],
  },
  {
    title: 'a property of this',
    code: `import OpenAI from 'openai'\nclass A {\n  constructor() { this.client = new OpenAI() }\n  go() { return this.client.chat.completions.create({}) }\n}`,
    calls: ['model:call@4 call'],
  },
  {
    title: 'a field',
    code: `import Anthropic from '@anthropic-ai/sdk'\nclass A {\n  #client = new Anthropic()\n  go() { return this.#client.messages.create({}) }\n}`,
    calls: ['model:call@4 call'],
  },
  {
    title: 'a parameter property with a type',
    code: `import type { Pool } from 'pg'\nclass A {\n  constructor(private readonly db: Pool) {}\n  go() { return this.db.query('delete from t') }\n}`,
    calls: ['db:write@4 call'],
  },
  {
    title: 'a parameter with a type',
    code: `import { type Page } from 'playwright'\nasync function f(page: Page) { await page.goto('x') }`,
    calls: ['browser:automate@2 call'],
  },
  {
    title: 'a chain over lines',
    code: `import nodemailer from 'nodemailer'\nnodemailer\n  .createTransport({})\n  .sendMail({})`,
    calls: ['email:send@4 call'],
  },
  { title: 'fetch', code: `await fetch('https://example.com')`, calls: ['api:call@1 call'] },
  { title: 'fetch of globalThis', code: `globalThis.fetch('x')`, calls: ['api:call@1 call'] },
  { title: 'eval and new Function', code: `eval(x)\nnew Function('return 1')()`, calls: ['system:exec@1 call', 'system:exec@2 call'] },
  {
    title: 'fetch and eval in disguise',
    code: `const f = fetch\nf('x')\n;(0, eval)(y)\nfetch?.('z')`,
    calls: ['api:call@2 call', 'api:call@4 call', 'system:exec@3 call'],
  },
  { title: 'a package that is called itself', code: `import axios from 'axios'\naxios({ url: 'x' })`, calls: ['api:call@2 call'] },
  {
    title: 'a subpath of a package',
    code: `import mysql from 'mysql2/promise'\nconst c = await mysql.createConnection({})\nawait c.execute('update t set a = 1')`,
    calls: ['db:write@3 call'],
  },
  { title: 'a server', code: `import express from 'express'\nconst app = express()\napp.listen(3000)`, calls: ['network:listen@3 call'] },
  {
    title: 'a webhook route',
    code: `import express from 'express'\nconst app = express()\napp.post('/webhooks/github', f)`,
    calls: ['api:webhook@3 call'],
  },
  {
    title: 'createServer of http listens, request calls',
    code: `import http from 'http'\nhttp.createServer()\nhttp.request('x')`,
    calls: ['api:call@3 call', 'network:listen@2 call'],
  },
  {
    title: 'a mode of open',
    code: `import fs from 'fs'\nfs.openSync('a', 'w')\nfs.openSync('a')`,
    calls: ['file:read@3 call', 'file:write@2 call'],
  },
  {
    title: 'a secret of the environment',
    code: `const key = process.env.OPENAI_API_KEY\nconst t = process.env['GITHUB_TOKEN']`,
    calls: ['credential:read@1 call', 'credential:read@2 call'],
  },
  {
    title: 'a class of a scoped package',
    code: `import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3'\nconst s3 = new S3Client({})\ns3.send(new PutObjectCommand({}))`,
    calls: ['cloud:access@2 call', 'cloud:access@3 call', 'data:export@3 call'],
  },
  { title: 'an optional call', code: `import fs from 'fs'\nfs?.unlinkSync?.('a')`, calls: ['file:delete@2 call'] },
  { title: 'an element access with a literal', code: `import fs from 'fs'\nfs['rmSync']('a')`, calls: ['file:delete@2 call'] },
  { title: 'a performAction call', code: `sdk.performAction('send_email', () => {})`, calls: ['email:send@1 action'] },
  {
    title: 'a performAction decorator',
    code: `class A {\n  @performAction('queryDatabase')\n  go() {}\n}`,
    calls: ['db:read@2 decorator'],
  },
  {
    title: 'JSX around it',
    path: 'src/a.tsx',
    code: `import fs from 'fs'\nexport const A = () => <div>{fs.readFileSync('a')}</div>`,
    calls: ['file:read@2 call'],
  },
  {
    title: 'plain JavaScript',
    path: 'src/a.js',
    code: `const fs = require('fs')\nmodule.exports = function (x) { fs.unlink(x, () => {}) }`,
    calls: ['file:delete@2 call'],
  },
  { title: 'code after a syntax error', code: `import fs from 'fs'\nconst = ;\nfs.rmSync('a')`, calls: ['file:delete@3 call'] },
  { title: 'CRLF', code: `import fs from 'fs'\r\n\r\nfs.rmSync('a')`, calls: ['file:delete@3 call'] },
  {
    title: 'letters outside of ASCII before it',
    code: `import fs from 'fs'\nconst s = '😀é漢'\nfs.rmSync('a')`,
    calls: ['file:delete@3 call'],
  },
]

const nearMisses: readonly Case[] = [
  { title: 'a comment', code: `import fs from 'fs'\n// fs.rmSync('a')\n/* fs.rmSync('a') */`, calls: [] },
  { title: 'a string', code: `import fs from 'fs'\nconst s = "fs.rmSync('a')"; const t = \`eval(x)\``, calls: [] },
  { title: 'a function of the same name', code: `import x from 'axios'\nfunction exec() {}\nexec('ls')`, calls: [] },
  { title: 'a regular expression', code: `import { exec } from 'child_process'\n/a/.exec('b')`, calls: [] },
  {
    title: 'a parameter that hides the import',
    code: `import fs from 'fs'\nfunction f(fs) { fs.rmSync('a') }`,
    calls: [],
    path: 'src/a.js',
  },
  { title: 'a local that hides the import', code: `import fs from 'fs'\nfunction f() { const fs = memory(); fs.rmSync('a') }`, calls: [] },
  {
    title: 'an arrow parameter that hides the import',
    code: `import { exec } from 'child_process'\nconst f = exec => exec('a')`,
    calls: [],
  },
  {
    title: 'a catch parameter that hides the import',
    code: `import { exec } from 'child_process'\ntry {} catch (exec) { exec('a') }`,
    calls: [],
  },
  { title: 'a module of the workspace with a known name', code: `import fs from './fs'\nfs.rmSync('a')`, calls: [] },
  { title: 'a package whose name begins alike', code: `import fs from 'fs-of-mine'\nfs.rmSync('a')`, calls: [] },
  { title: 'a method named fetch or eval', code: `store.fetch('a'); page.eval('b'); this.fetch('c')`, calls: [] },
  { title: 'a fetch of one’s own', code: `import { fetch } from './http'\nfetch('x')`, calls: [] },
  { title: 'a reference without a call', code: `import fs from 'fs'\nexport const remove = fs.rmSync`, calls: [] },
  { title: 'a function of a package that says nothing', code: `import fs from 'fs'\nfs.existsSync('a'); fs.constants.R_OK`, calls: [] },
  { title: 'an environment variable that is no secret', code: `process.env.NODE_ENV; process.env.PORT; process.env.MONKEY`, calls: [] },
  { title: 'a require that is not the one', code: `function require() {}\nrequire('child_process').exec('ls')`, calls: [] },
  { title: 'an action whose name says nothing', code: `performAction('think', f)`, calls: [] },
  { title: 'a route that is no webhook', code: `import express from 'express'\nexpress().post('/users', f)`, calls: [] },
  {
    title: 'the result of a call',
    code: `import ws from 'ws'\nconst s = new ws('x')\ns.close(); s.on('message', f)`,
    calls: ['network:connect@2 call'],
  },
  { title: 'a shadowed process', code: `function f(process: X) { return process.env.API_KEY }`, calls: [] },
]

describe('calls in JavaScript and TypeScript', () => {
  it.each(fires)('finds $title', async ({ code, calls, path = 'src/a.ts' }) => {
    expect(capabilitiesOf(await extractText(path, code))).toEqual(calls)
  })

  it.each(nearMisses)('is not misled by $title', async ({ code, calls, path = 'src/a.ts' }) => {
    expect(capabilitiesOf(await extractText(path, code))).toEqual(calls)
  })
})

describe('imports in JavaScript and TypeScript', () => {
  const cases: readonly (readonly [title: string, code: string, expected: readonly string[]])[] = [
    ['a package as a whole', `import pg from 'pg'`, ['db:read@1 import']],
    ['an import for its effects', `import 'puppeteer'`, ['browser:automate@1 import']],
    ['names that say more than their package', `import { unlink, writeFile } from 'fs'`, ['file:delete@1 import', 'file:write@1 import']],
    ['names of a destructured require', `const { writeFile: w } = require('fs')`, ['file:write@1 import']],
    ['an export from a package', `export * from 'nodemailer'`, ['email:send@1 import']],
    ['a pattern of a scope', `import { createOpenAI } from '@ai-sdk/openai'`, ['model:call@1 import']],
    ['no type import', `import type { Pool } from 'pg'`, []],
    ['no unknown package', `import x from 'left-pad'`, []],
    ['no string', `const s = "import fs from 'fs'"`, []],
  ]
  it.each(cases)('%s', async (_title, code, expected) => {
    const extract = await extractText('src/a.ts', code)
    expect(capabilitiesOf(extract, ['import'])).toEqual(expected)
    for (const { confidence } of extract.capabilities) expect(confidence).toBe(60)
  })

  it('names the files of the workspace that are imported', async () => {
    const code = `import a from './a'\nimport '../b.js'\nexport * from '@/lib/c'\nconst d = require('../../out')\nimport('./d')\nimport pkg from 'pkg'`
    const { imports } = await extractText('src/x/y.ts', code)
    expect(imports).toEqual(['src/x/a', 'src/b.js', 'src/lib/c', 'lib/c', 'out', 'src/x/d'])
  })

  it('leaves out imports of what lies outside the workspace', async () => {
    expect((await extractText('a.ts', `import a from '../a'`)).imports).toEqual([])
  })
})
