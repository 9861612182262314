import { randomBytes } from 'node:crypto'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { PGlite } from '@electric-sql/pglite'
import { expect, it } from 'vitest'
import { kill, openHouse } from '../support/house.ts'
import { openRecordingProxy } from '../support/recording-proxy.ts'

const letters = (length: number): string =>
  [...randomBytes(length)].map((octet) => 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789'[octet % 55]).join('')

/** Secrets of every kind that configuration holds, each in a place of its own. */
const canaries = {
  githubToken: `ghp_${letters(36)}`,
  anthropicKey: `sk-ant-api03-${letters(93)}AA`,
  openaiKey: `sk-proj-${letters(48)}`,
  awsKey: `AKIA${letters(16).toUpperCase()}`,
  bearer: letters(40),
  password: `${letters(12)}!${letters(6)}`,
  queryToken: letters(32),
  headerKey: letters(32),
  unnamedArgument: `sk_live_${letters(24)}`,
  slackToken: `xoxb-${'1'.repeat(11)}-${letters(24)}`,
  dotEnv: letters(30),
  input: letters(30),
  ownEnvironment: letters(30),
  sourceString: `sk-proj-${letters(48)}`,
  sourceComment: letters(30),
  pythonString: letters(30),
  brokenFile: `ghp_${letters(36)}`,
  tomlValue: letters(30),
}

/** A canary as it might show: as it is, in base64, percent-encoded, escaped, or in half. */
const forms = (canary: string): string[] => [
  canary,
  Buffer.from(canary).toString('base64').replace(/=+$/, ''),
  Buffer.from(canary).toString('hex'),
  encodeURIComponent(canary),
  canary.slice(0, Math.ceil(canary.length * 0.6)),
]

function leaksIn(text: string): string[] {
  return Object.entries(canaries).flatMap(([name, canary]) => (forms(canary).some((form) => text.includes(form)) ? [name] : []))
}

it('shows no secret of the workspace anywhere', { timeout: 120_000 }, async () => {
  await using house = await openHouse({ MY_TOKEN: canaries.ownEnvironment, REEVE_BACKEND_LOG_LEVEL: 'debug' })
  await house.write('.cursor/mcp.json', {
    mcpServers: {
      github: {
        command: 'npx',
        args: ['-y', 'github-mcp', '--api-key', canaries.anthropicKey],
        env: { GITHUB_TOKEN: canaries.githubToken },
      },
      database: {
        command: 'npx',
        args: ['pg-mcp', `postgres://admin:${canaries.password}@db.example.com/shop`],
        env: { OPENAI_API_KEY: canaries.openaiKey },
      },
      remote: {
        url: `https://user:${encodeURIComponent(canaries.password)}@mcp.example.com/v1?token=${canaries.queryToken}`,
        headers: { Authorization: `Bearer ${canaries.bearer}`, 'X-Api-Key': canaries.headerKey },
      },
      line: { command: `docker run -e AWS_KEY=${canaries.awsKey} image:1.0.0 ${canaries.unnamedArgument}` },
    },
  })
  await house.write('.vscode/mcp.json', {
    inputs: [{ id: 'key', type: 'promptString', default: canaries.input, password: true }],
    servers: { slack: { command: 'npx', args: ['slack-mcp@1.0.0'], env: { SLACK_TOKEN: canaries.slackToken } } },
  })
  await house.write('.mcp.json', `{ "mcpServers": { "broken": { "command": "npx", "env": { "T": "${canaries.brokenFile}" } `)
  await house.write('pyproject.toml', `[project]\nname = "x"\ndependencies = ["mcp"]\n[tool.secret]\nkey = "${canaries.tomlValue}"\n`)
  await house.write('.env', `SECRET=${canaries.dotEnv}\n`)
  await house.write(
    'src/agent.ts',
    `// ${canaries.sourceComment}\nimport { exec } from 'node:child_process'\nexport const key = '${canaries.sourceString}'\nexec('curl -H ' + key)\n`,
  )
  await house.write('src/agent.py', `import subprocess\nKEY = "${canaries.pythonString}"\nsubprocess.run(["curl", KEY])\n`)

  const seen = new Map<string, string>()
  const holder = house.start('up', house.workspace, '--no-user', '--verbose')
  await holder.said('Watching')
  const { pid, url, certificate } = await house.discovery()
  const sessionPages = await readDashboard(holder.out())
  {
    // The same user reports a copy of the workspace by way of the proxy.
    await using proxy = await openRecordingProxy({ url, certificate })
    const copy = join(house.workspace, '..', 'copy')
    await cp(house.workspace, copy, { recursive: true })
    const ca = join(copy, '..', 'ca.pem')
    await writeFile(ca, proxy.certificate)
    const run = await house.run(
      'up',
      copy,
      '--once',
      '--no-user',
      '--format',
      'json',
      '--verbose',
      '--backend',
      proxy.url,
      '--backend-ca',
      ca,
    )
    expect({ code: run.code, servers: JSON.parse(run.out).backend.servers }).toEqual({ code: 0, servers: 6 })
    expect(proxy.sent.join('\n')).toContain('reeve.mcp-server.detected')
    seen.set('requests', proxy.sent.join('\n'))
    seen.set('standard output', run.out)
    seen.set('standard error', run.err)
    seen.set('table', (await house.run('scan', copy, '--no-user')).out)
  }
  holder.child.kill('SIGINT')
  await holder.ended
  while (kill(pid, 0)) await new Promise((resolve) => setTimeout(resolve, 50))
  seen.set('terminal', holder.out() + holder.err())
  seen.set('pages', sessionPages)
  seen.set('log', await readFile(join(house.reeveHome, 'backend', 'backend.log'), 'utf8'))
  seen.set('files', await readFiles(house.reeveHome))
  seen.set('database', await dumpDatabase(join(house.reeveHome, 'backend', 'pgdata')))
  expect(seen.get('database')).toContain('github')
  expect(seen.get('pages')).toContain('github')
  for (const [place, text] of seen) expect(leaksIn(text), place).toEqual([])
})

it('would be seen', () => {
  for (const canary of Object.values(canaries)) expect(leaksIn(`before ${canary} after`)).toHaveLength(1)
})

/** All that the dashboard can be told, by the session that the link opens. */
async function readDashboard(out: string): Promise<string> {
  const link = new URL(out.match(/http:\/\/127\.0\.0\.1:\d+\/#token=\S+/)?.[0] ?? '')
  const answer = await fetch(new URL('/api/v1/dashboard/sessions', link), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: link.hash.slice('#token='.length) }),
  })
  const { sessionToken } = (await answer.json()) as { sessionToken: string }
  const paths = [
    '/',
    '/api/v1/detections?limit=500&state=any',
    '/api/v1/detections/summary',
    '/api/v1/events?limit=500',
    '/api/v1/audit?limit=500',
    '/api/v1/agents',
  ]
  const pages = paths.map(async (path) =>
    (await fetch(new URL(path, link), { headers: { authorization: `Bearer ${sessionToken}` } })).text(),
  )
  return (await Promise.all(pages)).join('\n')
}

async function readFiles(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('pgdata'))
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1')))).join('\n')
}

/** Every value of every table as text, and the batches inflated. */
async function dumpDatabase(directory: string): Promise<string> {
  const database = await PGlite.create(directory)
  const tables = await database.query<{ name: string }>(`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`)
  const parts: string[] = []
  for (const { name } of tables.rows) parts.push(JSON.stringify((await database.query(`select t::text as row from ${name} t`)).rows))
  const batches = await database.query<{ octets: Uint8Array }>('select octets from batches')
  for (const { octets } of batches.rows) parts.push((octets[0] === 0x1f ? gunzipSync(octets) : Buffer.from(octets)).toString('utf8'))
  await database.close()
  return parts.join('\n')
}
