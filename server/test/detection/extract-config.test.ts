// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how configuration files write references.
import fc from 'fast-check'
import { findingSchema, serverEntrySchema } from '@reeve/protocol/inventory'
import { describe, expect, it } from 'vitest'
import type { ClientPlace } from '../../src/modules/detection/clients.ts'
import { extractConfig } from '../../src/modules/detection/extract-config.ts'
import { placesOf } from '../../src/modules/detection/places.ts'

/** What a file of the workspace says, through the rows of the table that it belongs to. */
function extract(path: string, content: string | object, places: readonly ClientPlace[] = placesOf(path)) {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2)
  return extractConfig({ path, absolute: `/work/${path}`, scope: 'project' }, places, text)
}

const npx = { command: 'npx', args: ['-y', 'pkg@1.0.0'] }

const serversOf = (path: string, content: string | object) => extract(path, content).servers.map(({ entry }) => entry)

/** The entry of a definition as Cursor reads it. */
function entryOf(definition: object, name = 'server') {
  const [entry] = serversOf('.cursor/mcp.json', { mcpServers: { [name]: definition } })
  if (!entry) throw new Error('no server was found')
  return entry
}

describe('a server is found where its client keeps it', () => {
  it.each([
    ['vscode', '.vscode/mcp.json', { servers: { s: npx }, inputs: [{ id: 'x' }] }],
    ['vscode', 'packages/app/.vscode/mcp.json', { servers: { s: npx } }],
    ['vscode', '.vscode/settings.json', { mcp: { servers: { s: npx } } }],
    ['vscode', '.vscode/settings.json', { 'mcp.servers': { s: npx } }],
    ['vscode', 'team.code-workspace', { folders: [], settings: { mcp: { servers: { s: npx } } } }],
    ['vscode', 'team.code-workspace', { settings: { 'mcp.servers': { s: npx } } }],
    ['vscode', '.devcontainer/devcontainer.json', { customizations: { vscode: { mcp: { servers: { s: npx } } } } }],
    ['vscode', '.devcontainer/api/devcontainer.json', { customizations: { vscode: { settings: { 'mcp.servers': { s: npx } } } } }],
    ['vscode', 'dotfiles/Code/User/mcp.json', { servers: { s: npx } }],
    ['claude-desktop', 'docs/claude_desktop_config.json', { mcpServers: { s: npx } }],
    ['claude-code', '.mcp.json', { mcpServers: { s: npx } }],
    ['claude-code', '.mcp.json', { s: npx }],
    ['visual-studio', '.mcp.json', { servers: { s: npx } }],
    ['warp', '.warp/.mcp.json', { mcpServers: { s: npx } }],
    ['generic', 'tools/mcp.json', { mcpServers: { s: npx } }],
    ['generic', 'mcp_config.json', { mcpServers: { s: npx } }],
    ['antigravity', '.agents/mcp_config.json', { mcpServers: { s: { serverUrl: 'https://a/mcp' } } }],
    ['windsurf', '.windsurf/mcp_config.json', { mcpServers: { s: npx } }],
    ['roo-code', 'dotfiles/mcp_settings.json', { mcpServers: { s: npx } }],
    ['trae', 'home/Trae/User/mcp.json', { mcpServers: { s: npx } }],
    ['opencode', '.opencode/OpenCode.json', { mcp: { s: { type: 'local', command: ['npx', 'pkg'] } } }],
    ['opencode', 'opencode.jsonc', { mcp: { servers: { s: npx } } }],
    ['opencode', '.opencode.json', { mcpServers: { s: npx } }],
    ['kilo-code', '.kilo/kilo.jsonc', { mcp: { s: { type: 'local', command: ['npx', 'pkg'] } } }],
    ['crush', '.crush.json', { mcp: { s: npx } }],
    ['zed', '.zed/settings.json', { context_servers: { s: { source: 'custom', command: 'npx', args: ['pkg'] } } }],
    ['zed', 'zed/settings.json', { context_servers: { s: { command: { path: 'npx', args: ['pkg'], env: {} } } } }],
    ['amp', '.vscode/settings.json', { 'amp.mcpServers': { s: npx } }],
    ['zencoder', '.vscode/settings.json', { 'zencoder.mcpServers': { s: npx } }],
    ['goose', 'goose/config.yaml', 'extensions:\n  s:\n    type: stdio\n    cmd: npx\n    args: [pkg]\n  developer:\n    type: builtin\n'],
    ['continue', '.continue/mcpServers/a.yaml', 'name: A\nmcpServers:\n  - name: s\n    command: npx\n'],
    ['continue', '.continue/mcpServers/mcp.json', { mcpServers: { s: npx } }],
    ['codex', '.codex/config.toml', '[mcp_servers.s]\ncommand = "npx"\n'],
    ['vibe', '.vibe/config.toml', '[[mcp_servers]]\nname = "s"\ntransport = "http"\nurl = "https://a/mcp"\n'],
    ['kiro', '.kiro/agents/a.json', { powers: { mcpServers: { s: npx } } }],
    ['claude-code', '.mcp.json', { $schema: 'x', s: npx }],
    ['claude-code', '.claude/settings.local.json', { mcpServers: { s: npx } }],
    ['claude-code', 'home/.claude.json', { mcpServers: { s: npx }, numStartups: 3 }],
    ['claude-code', 'home/.claude.json', { projects: { '/a/b': { mcpServers: { s: npx } } } }],
    ['cursor', '.cursor/mcp.json', { mcpServers: { s: npx } }],
    ['cursor', 'apps/web/.cursor/mcp.json', { mcpServers: { s: npx } }],
  ])('%s: %s %j', (client, path, content) => {
    expect(serversOf(path, content)).toMatchObject([
      { name: 's', client, scope: 'project', file: path, methods: [`config:${client}`], confidence: 100 },
    ])
  })

  it.each([
    ['mcp.json', { name: 's', version: '1.0.0', tools: [{ name: 'x' }] }],
    ['.mcp/config.json', { name: 's', command: 'node', args: ['server.js'], transport: 'stdio' }],
    ['.mcp.json.example', { mcpServers: { s: npx } }],
    ['.vscode/mcp.json', { mcpServers: { s: npx } }],
    ['.cursor/mcp.json', { servers: { s: npx } }],
    ['.vscode/settings.json', { formatter: { s: npx }, 'lsp.servers': { s: npx } }],
    ['.claude/settings.json', { hooks: { PreToolUse: [{ command: 'npx' }] }, permissions: { allow: [] } }],
    ['.mcp.json', { name: 'my-server', command: 'node', args: ['index.js'] }],
    ['.mcp.json', { mcpServers: {}, s: npx }],
    ['.mcp.json', { mcpServers: [npx, null, 3] }],
    [
      '.mcp.json',
      { mcpServers: { s: { env: {} }, t: { command: '' }, u: { url: ' ' }, v: 'npx', w: null, x: { command: 3.5, url: null } } },
    ],
    ['.mcp.json', '[]'],
    ['.mcp.json', 'null'],
    ['.mcp.json', { server: { command: 'node' }, capabilities: { tools: {} } }],
    ['server.json', { name: 'io.example/s', packages: [{ registryType: 'npm', identifier: 'pkg' }], remotes: [{ url: 'https://a/mcp' }] }],
    ['manifest.json', { server: { mcp_config: npx }, mcpServers: { s: npx } }],
    ['smithery.yaml', 'startCommand:\n  type: stdio\n'],
    ['agent-card.json', { url: 'https://a', mcpServers: { s: npx } }],
    [
      'opencode.json',
      { formatter: { biome: { command: ['npx', 'biome'] } }, lsp: { ts: { command: ['x'] } }, mcp: { s: { enabled: false } } },
    ],
    ['.zed/settings.json', { lsp: { s: { binary: npx } }, context_servers: { s: { settings: {} } } }],
    ['.codex/config.toml', '[mcp_servers]\n[mcp_servers.s.env]\nA = "1"\n'],
    ['.vscode/settings.json', ''],
  ])('%s %j holds none', (path, content) => {
    const names = serversOf(path, content).map(({ name }) => name)
    expect(names.filter((name) => name !== 'x')).toEqual([])
    expect(extract(path, content).errors).toEqual([])
  })
})

describe('the entry of a server', () => {
  it.each([
    [{ command: 'npx' }, 'stdio'],
    [{ command: 'npx', type: 'sse', url: 'http://localhost/sse' }, 'stdio'],
    [{ url: 'https://a/mcp' }, 'http'],
    [{ url: 'https://a/sse' }, 'sse'],
    [{ url: 'https://a/sse/?x=1' }, 'sse'],
    [{ url: 'https://a/sse', type: 'http' }, 'http'],
    [{ url: 'https://a/mcp', type: 'streamable-http' }, 'http'],
    [{ url: 'https://a/sse', type: 'streamableHttp' }, 'http'],
    [{ url: 'https://a/mcp', type: 'sse' }, 'sse'],
    [{ url: 'https://a/mcp', transport: 'sse' }, 'sse'],
    [{ url: 'https://a/sse', type: 'remote' }, 'http'],
    [{ url: 'https://a/sse', type: 'streamable_http' }, 'http'],
    [{ url: 'https://a/mcp', type: 'SSE' }, 'sse'],
    [{ serverUrl: 'https://a/sse' }, 'sse'],
    [{ httpUrl: 'https://a/mcp' }, 'http'],
    [{ uri: 'https://a/mcp', type: 'nonsense' }, 'http'],
  ])('%j is reached by %s', (definition, transport) => {
    expect(entryOf(definition).transport).toBe(transport)
  })

  it.each([
    [{ ...npx, disabled: true }, true],
    [{ ...npx, enabled: false }, true],
    [{ ...npx, enabled: true, disabled: false }, false],
    [{ ...npx, disabled: 'yes' }, false],
    [npx, false],
  ])('%j: disabled %s', (definition, disabled) => {
    expect(entryOf(definition).disabled).toBe(disabled)
  })

  it.each([
    [{ command: ['npx', '-y', 'pkg@1.0.0'] }, 'npx', ['-y', 'pkg@1.0.0']],
    [{ command: 'npx', args: '-y pkg@1.0.0' }, 'npx', ['-y', 'pkg@1.0.0']],
    [{ command: 'npx -y pkg@1.0.0' }, 'npx -y pkg@1.0.0', []],
    [npx, 'npx', ['-y', 'pkg@1.0.0']],
  ])('%j shows its command and its package', (definition, command, args) => {
    expect(entryOf(definition)).toMatchObject({ command, args, package: { ecosystem: 'npm', name: 'pkg', version: '1.0.0', pinned: true } })
  })

  it.each([
    [{ command: 'npx', args: ['-y', 'mcp-remote@1.0.0', 'https://Example.com/mcp', '--header', 'A: b'] }, 'npm'],
    [{ command: 'cmd', args: ['/c', 'npx mcp-remote https://example.com/mcp'] }, 'npm'],
    [{ command: 'uvx', args: ['mcp-proxy', '--transport', 'streamablehttp', 'https://example.com/mcp'] }, 'pypi'],
    [{ command: '/usr/local/bin/mcp-remote', args: ['https://example.com/mcp'] }, undefined],
  ])('%j has the address behind the bridge, and the id of the server there', (definition, ecosystem) => {
    const entry = entryOf(definition)
    expect([entry.transport, entry.url?.toLowerCase(), entry.package?.ecosystem]).toEqual(['stdio', 'https://example.com/mcp', ecosystem])
    expect(entry.id).toBe(entryOf({ url: 'https://example.com/mcp' }).id)
  })

  it.each([
    { command: 'npx', args: ['pkg', 'https://example.com/mcp'] },
    { command: 'npx', args: ['mcp-remote'] },
  ])('%j is no bridge', (definition) => {
    expect(entryOf(definition).url).toBeNull()
  })

  it('a server of a registry is told by its name there, whatever the key and the version of the command line', () => {
    const smithery = (...args: string[]) => entryOf({ command: 'npx', args }).id
    const id = smithery('-y', '@smithery/cli@latest', 'run', '@a/b', '--key', 'Zx8Kq2Lm5Np7Rt9V')
    expect(smithery('@smithery/cli', 'run', '@a/b')).toBe(id)
    expect(entryOf({ command: 'cmd', args: ['/c', 'npx -y @smithery/cli run @a/b'] }).id).toBe(id)
    expect(smithery('@smithery/cli', 'run', '@a/c')).not.toBe(id)
  })

  it('names the line of its name, and the last of two with one name', () => {
    const text =
      '{\n  // two\n  "mcpServers": {\n    "a": { "command": "x" },\n    "b": { "command": "y" },\n    "a": { "command": "z" }\n  }\n}\n'
    expect(serversOf('.mcp.json', text).map(({ name, line, command }) => [name, line, command])).toEqual([
      ['a', 6, 'z'],
      ['b', 5, 'y'],
    ])
  })

  it.each([
    ['[mcp_servers."a.b"]\ncommand = "x"\n', ['a.b:1']],
    ['# one\n[mcp_servers.a.b]\ncommand = "x"\n[mcp_servers.a.c]\nurl = "https://a/mcp"\n', ['a.b:2', 'a.c:4']],
    ['[mcp_servers.a]\ncommand = "x"\n[mcp_servers.a.env]\nK = "v"\n', ['a:1']],
    ['mcp_servers.a.command = "x"\n', ['a:1']],
    ['[mcp_servers]\na = { command = "x" }\n', ['a:2']],
  ])('has the name that TOML gives or nests: %j', (text, expected) => {
    expect(serversOf('.codex/config.toml', text).map(({ name, line }) => `${name}:${line}`)).toEqual(expected)
  })

  it('takes items of a list by their name', () => {
    const place: ClientPlace = { client: 'any', scope: 'project', path: 'x', format: 'yaml', keys: [['mcpServers']], shape: 'array' }
    const { servers } = extract('x', 'mcpServers:\n  - name: git\n    command: uvx\n    args: [pkg]\n  - command: lost\n', [place])
    expect(servers.map(({ entry }) => [entry.name, entry.line])).toEqual([['git', 2]])
  })

  it('fits its schema however long its parts are', () => {
    const long = 'x'.repeat(5000)
    const entry = entryOf({ command: 'npx', args: [`${long}@${long}`] }, long)
    expect(serverEntrySchema.parse(entry)).toEqual(entry)
  })
})

describe('the id of a server', () => {
  const idOf = (definition: object, name = 'server') => entryOf(definition, name).id

  it.each([
    ['another version', npx, { command: 'npx', args: ['pkg@2.0.0'] }],
    ['another launcher', npx, { command: 'cmd', args: ['/c', 'npx', 'pkg'] }],
    ['other settings', { ...npx, env: { A: '1' } }, npx],
    ['a slash more', { url: 'https://Example.com/mcp/' }, { url: 'https://example.com/mcp' }],
    ['the default port', { url: 'https://example.com:443/mcp' }, { url: 'https://example.com/mcp' }],
    [
      'another key in the address',
      { url: 'https://example.com/mcp?api_key=Zx8Kq2Lm5Np7Rt9V' },
      { url: 'https://example.com/mcp?api_key=${KEY}x1y2z3w4' },
    ],
    ['another token', { command: 'run', args: ['--token', 'Zx8Kq2Lm5Np7Rt9V'] }, { command: 'run', args: ['--token', 'Qw9Er8Ty7Ui6Op5A'] }],
  ])('stays with %s', (_what, one, other) => {
    expect(idOf(one)).toBe(idOf(other))
    expect(idOf(one)).toMatch(/^[0-9a-f]{16}$/)
    expect(idOf(one, 'Server')).toBe(idOf(one, 'server'))
  })

  it.each([
    ['another package', npx, { command: 'npx', args: ['other'] }],
    ['another host', { url: 'https://a.example/mcp' }, { url: 'https://b.example/mcp' }],
    ['other arguments', { command: 'node', args: ['a.js'] }, { command: 'node', args: ['b.js'] }],
  ])('changes with %s', (_what, one, other) => {
    expect(idOf(one)).not.toBe(idOf(other))
  })

  it('changes with the name', () => {
    expect(idOf(npx, 'a')).not.toBe(idOf(npx, 'b'))
  })
})

describe('the definition hash', () => {
  const hashOf = (definition: object) => extract('.cursor/mcp.json', { mcpServers: { s: definition } }).servers[0]?.definitionHash

  it.each([
    ['the version', npx, { command: 'npx', args: ['-y', 'pkg@1.0.1'] }],
    ['an argument', npx, { command: 'npx', args: ['-y', 'pkg@1.0.0', '--write'] }],
    ['the name of a variable', { ...npx, env: { A: '1' } }, { ...npx, env: { B: '1' } }],
    ['the address', { url: 'https://a.example/mcp' }, { url: 'https://a.example/other' }],
  ])('changes with %s', (_what, one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other))
  })

  it('stays with the value of a variable', () => {
    expect(hashOf({ ...npx, env: { A: '1' } })).toBe(hashOf({ ...npx, env: { A: '2' } }))
  })
})

describe('rules', () => {
  const findingsOf = (definition: object) => extract('.cursor/mcp.json', { mcpServers: { 'my server': definition } }).findings

  /** The text that a finding points to. */
  function pointed(definition: object): (string | undefined)[] {
    const text = JSON.stringify({ mcpServers: { s: definition } }, null, 2)
    return extract('.cursor/mcp.json', text).findings.map(({ line, column, endColumn }) =>
      text.split('\n')[line - 1]?.slice((column ?? 0) - 1, (endColumn ?? 0) - 1),
    )
  }

  it.each([
    ['unpinned-package', { command: 'npx', args: ['-y', 'pkg'] }, '"pkg"'],
    ['unpinned-package', { command: 'npx -y pkg@latest' }, '"npx -y pkg@latest"'],
    ['unpinned-package', { command: 'docker', args: ['run', 'image'] }, '"image"'],
    ['unpinned-package', { command: 'uvx', args: ['--from', 'git+https://github.com/a/b', 'b'] }, '"git+https://github.com/a/b"'],
    ['unpinned-package', { command: 'go', args: ['run', 'example.com/x@latest'] }, '"example.com/x@latest"'],
    ['unpinned-package', { command: 'deno', args: ['run', 'https://example.com/x.ts'] }, '"https://example.com/x.ts"'],
    ['plaintext-secret', { command: 'x', env: { API_KEY: 'Zx8Kq2Lm5Np7Rt9V' } }, '"Zx8Kq2Lm5Np7Rt9V"'],
    ['plaintext-secret', { command: 'x', args: ['--token', 'Zx8Kq2Lm5Np7Rt9V'] }, '"Zx8Kq2Lm5Np7Rt9V"'],
    ['plaintext-secret', { command: 'x --token=Zx8Kq2Lm5Np7Rt9V' }, '"x --token=Zx8Kq2Lm5Np7Rt9V"'],
    ['plaintext-secret', { url: 'https://a.example/mcp?token=Zx8Kq2Lm5Np7Rt9V' }, '"https://a.example/mcp?token=Zx8Kq2Lm5Np7Rt9V"'],
    ['plaintext-secret', { url: 'https://a.example', headers: { Authorization: 'Bearer Zx8Kq2Lm5Np7Rt9V' } }, '"Bearer Zx8Kq2Lm5Np7Rt9V"'],
    ['plaintext-secret', { url: 'https://a.example', requestInit: { headers: { 'X-Api-Key': 'Zx8Kq2Lm5Np7Rt9V' } } }, '"Zx8Kq2Lm5Np7Rt9V"'],
    ['insecure-transport', { url: 'http://a.example/mcp' }, '"http://a.example/mcp"'],
    ['insecure-transport', { url: 'http://10.0.0.5:8000/mcp' }, '"http://10.0.0.5:8000/mcp"'],
    ['insecure-transport', { url: 'WS://a.example' }, '"WS://a.example"'],
    ['insecure-transport', { command: 'npx', args: ['mcp-remote@0.1.2', 'http://a.example/mcp'] }, '"http://a.example/mcp"'],
  ])('%s: %j', (rule, definition, place) => {
    const findings = findingsOf(definition)
    expect(findings.map((finding) => [finding.rule, finding.severity, finding.subject])).toEqual([
      [rule, 'warning', entryOf(definition, 'my server').id],
    ])
    expect(pointed(definition)).toEqual([place])
    expect(findings[0]?.message).toContain('"my server"')
    expect(findings[0]?.message).not.toContain('Zx8Kq2Lm5Np7Rt9V')
    expect(findingSchema.parse(findings[0])).toEqual(findings[0])
  })

  it.each([
    [npx],
    [{ command: 'node', args: ['server.js', 'http://a.example'] }],
    [{ command: 'docker', args: ['run', 'image@sha256:0123456789abcdef'] }],
    [{ url: 'https://a.example/mcp' }],
    [{ url: 'http://localhost:3000/mcp' }],
    [{ url: 'http://127.8.9.1/mcp' }],
    [{ url: 'http://[::1]:3000/mcp' }],
    [{ url: 'http://app.localhost/mcp' }],
    [{ url: 'http://host.docker.internal:3000/mcp' }],
    [{ url: 'http://0.0.0.0:3000/mcp' }],
    [{ url: 'http://${HOST}/mcp' }],
    [{ url: 'http://%HOST%/mcp' }],
    [{ url: '${env:MCP_URL}' }],
    [{ command: 'x', env: { API_KEY: '${env:KEY}', MODE: 'fast' } }],
  ])('nothing is said of %j', (definition) => {
    expect(findingsOf(definition)).toEqual([])
  })

  it('a message holds no control characters of a name', () => {
    const { findings } = extract('.mcp.json', { mcpServers: { 'a\u001b[2Jb\n': { command: 'npx', args: ['pkg'] } } })
    expect(findings[0]?.message).toContain('"a [2Jb "')
  })

  it('the message of a finding stays when the file only grows above it', () => {
    const text = JSON.stringify({ mcpServers: { s: { command: 'npx', args: ['pkg'] } } }, null, 2)
    expect(extract('.mcp.json', `// new\n\n${text}`).findings[0]?.message).toBe(extract('.mcp.json', text).findings[0]?.message)
  })
})

it('servers are evidence of the protocol', () => {
  expect(extract('.mcp.json', { mcpServers: { s: npx } }).protocols).toEqual([
    { name: 'mcp', evidence: [{ file: '.mcp.json', line: 3, method: 'config', detail: 's' }] },
  ])
})

it('a broken file is told and still used', () => {
  const { servers, errors } = extract('.mcp.json', '{ "mcpServers": { "a": { "command": "x" }\n"b": { "command": "y" } ')
  expect(servers.map(({ entry }) => entry.name)).toEqual(['a', 'b'])
  expect(errors).toEqual([{ file: '.mcp.json', message: '.mcp.json is not valid JSON: a comma is expected (line 2).' }])
})

it('of more servers than anybody writes the first are taken', () => {
  const many = Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`s${index}`, npx]))
  const { servers, errors } = extract('.mcp.json', { mcpServers: many })
  expect(servers).toHaveLength(1000)
  expect(errors).toEqual([
    {
      file: '.mcp.json',
      message: '.mcp.json cannot be read: it declares more than 1000 servers or very long ones, and the rest is left out.',
    },
  ])
})

it('any content gives an extract', () => {
  const value = fc.jsonValue({ maxDepth: 4 })
  const definition = fc.record({ command: value, args: value, url: value, env: value, type: value, disabled: value }, { requiredKeys: [] })
  const file = fc.oneof(value, fc.record({ mcpServers: fc.dictionary(fc.string(), fc.oneof(definition, value)) }))
  fc.assert(
    fc.property(file, (content) => {
      const { servers, errors } = extract('.mcp.json', JSON.stringify(content))
      expect(errors).toEqual([])
      for (const { entry } of servers) expect(serverEntrySchema.safeParse(entry).success).toBe(true)
    }),
    { numRuns: 300 },
  )
})
