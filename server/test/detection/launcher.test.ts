// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how configuration files write references.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { launchedPackage } from '../../src/modules/detection/packages/launcher.ts'

/** `ecosystem:name`, `@` and the version when there is one, and whether it is pinned; null for no package. */
function launched(command: string, ...args: string[]): string | null {
  const found = launchedPackage(command, args)
  if (!found) return null
  const { ecosystem, name, version, pinned } = found.reference
  return `${ecosystem}:${name}${version === null ? '' : ` ${version}`}${pinned ? ' pinned' : ''}`
}

/** A command line as it is typed; words in double quotes stay together. */
const words = (line: string): [string, ...string[]] => {
  const [command = '', ...args] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '')
  return [command, ...args]
}

describe('the package that a command runs', () => {
  it.each([
    ['npx pkg', 'npm:pkg'],
    ['npx -y @scope/pkg', 'npm:@scope/pkg'],
    ['npx -y @scope/pkg@1.2.3', 'npm:@scope/pkg 1.2.3 pinned'],
    ['npx -y pkg@1.2.3-beta.1', 'npm:pkg 1.2.3-beta.1 pinned'],
    ['npx pkg@latest --port 1', 'npm:pkg latest'],
    ['npx pkg@^1.2.3', 'npm:pkg ^1.2.3'],
    ['npx pkg@1', 'npm:pkg 1'],
    ['npx --yes --quiet pkg', 'npm:pkg'],
    ['npx --package=pkg@2.0.0 bin', 'npm:pkg 2.0.0 pinned'],
    ['npx -p pkg -p other bin', 'npm:pkg'],
    ['npx -y --package @scope/sdk -- mcp start', 'npm:@scope/sdk'],
    ['npx --registry https://r.example pkg', 'npm:pkg'],
    ['npx -y -- pkg', 'npm:pkg'],
    ['npx github:user/repo', 'git:github:user/repo'],
    ['npx user/repo', 'git:user/repo'],
    ['npx git+https://github.com/user/repo.git#0123abc', 'git:git+https://github.com/user/repo.git 0123abc pinned'],
    ['npx alias@npm:@scope/pkg@1.0.0', 'npm:@scope/pkg 1.0.0 pinned'],
    ['npx https://example.com/pkg.tgz', 'url:https://example.com/pkg.tgz'],
    ['npx ./local', null],
    ['npx "-y pkg@1.0.0"', 'npm:pkg 1.0.0 pinned'],
    ['npx -y "pkg@1.0.0 --flag"', 'npm:pkg 1.0.0 pinned'],
    ['sudo -u me docker run -i img:1.0', 'oci:img 1.0 pinned'],
    ['timeout -k 5 30 npx -y pkg', 'npm:pkg'],
    ['direnv exec . npx pkg', 'npm:pkg'],
    ['env -S "A=b npx -y pkg"', 'npm:pkg'],
    ['mise x node@20 -- npx -y pkg', 'npm:pkg'],
    ['op run --env-file .env -- uvx pkg==1.0', 'pypi:pkg 1.0 pinned'],
    ['mise x jsr-cli mcp', null],
    ['python3 -m uv tool run pkg', 'pypi:pkg'],
    ['python -m pipx run pkg', 'pypi:pkg'],
    ['python -m pkg', null],
    ['python server.py', null],
    ['npx', null],
    ['npx -y', null],
    ['/usr/local/bin/npx -y pkg', 'npm:pkg'],
    ['C:\\nodejs\\npx.cmd -y pkg', 'npm:pkg'],
    ['npm exec -y pkg@1.0.0', 'npm:pkg 1.0.0 pinned'],
    ['npm exec --package=pkg -- bin', 'npm:pkg'],
    ['npm x pkg', 'npm:pkg'],
    ['npm run start', null],
    ['npm --prefix dir run start', null],
    ['bunx --bun pkg', 'npm:pkg'],
    ['bun x pkg', 'npm:pkg'],
    ['bun run index.ts', null],
    ['pnpm dlx pkg@1.0.0', 'npm:pkg 1.0.0 pinned'],
    ['pnpm --package=pkg dlx bin', 'npm:pkg'],
    ['pnpm exec bin', null],
    ['yarn dlx -q pkg', 'npm:pkg'],
    ['yarn start', null],
    ['uvx pkg', 'pypi:pkg'],
    ['uvx pkg==1.2', 'pypi:pkg 1.2 pinned'],
    ['uvx pkg@1.2.3', 'pypi:pkg 1.2.3 pinned'],
    ['uvx pkg@latest', 'pypi:pkg latest'],
    ['uvx "pkg>=1.0"', 'pypi:pkg >=1.0'],
    ['uvx pkg==1.*', 'pypi:pkg 1.*'],
    ['uvx pkg[extra]==1.0.0', 'pypi:pkg 1.0.0 pinned'],
    ['uvx --python 3.12 pkg', 'pypi:pkg'],
    ['uvx --with httpx pkg', 'pypi:pkg'],
    ['uvx --from pkg==1.0 bin', 'pypi:pkg 1.0 pinned'],
    ['uvx --from git+https://github.com/user/repo bin', 'git:git+https://github.com/user/repo'],
    ['uvx --from git+https://github.com/user/repo@v1.0 bin', 'git:git+https://github.com/user/repo v1.0 pinned'],
    ['uvx --from git+https://github.com/user/repo@main bin', 'git:git+https://github.com/user/repo main'],
    ['uvx --from git+ssh://git@github.com/user/repo bin', 'git:git+ssh://git@github.com/user/repo'],
    ['uvx --from git+https://github.com/user/repo@0123abcd#subdirectory=x bin', 'git:git+https://github.com/user/repo 0123abcd pinned'],
    ['uvx --from "pkg @ git+https://github.com/user/repo" bin', 'git:git+https://github.com/user/repo'],
    ['uvx --from . bin', null],
    ['uvx --from ./dist/pkg.whl bin', null],
    ['uv tool run pkg', 'pypi:pkg'],
    ['uv tool run --from pkg bin', 'pypi:pkg'],
    ['uv run --with pkg bin', 'pypi:pkg'],
    ['uv run --with=pkg==1.0 bin', 'pypi:pkg 1.0 pinned'],
    ['uv run -w httpx --with mcp-server-x mcp_server_x', 'pypi:mcp-server-x'],
    ['uv run --with mcp[cli] --with httpx mcp run server.py', 'pypi:mcp'],
    ['uv run --with a,b server.py', 'pypi:a'],
    ['uv --directory /x run server.py', null],
    ['uv run server.py', null],
    ['pipx run pkg', 'pypi:pkg'],
    ['pipx run --spec pkg==1.0 bin', 'pypi:pkg 1.0 pinned'],
    ['docker run -i --rm image', 'oci:image'],
    ['docker run -i --rm -e KEY -v /a:/b --name n ghcr.io/o/image:1.2 serve', 'oci:ghcr.io/o/image 1.2 pinned'],
    ['docker run -it --rm --env=A=b registry:5000/image:latest', 'oci:registry:5000/image latest'],
    ['docker run -ie KEY image', 'oci:image'],
    ['docker run --network host image@sha256:0123456789abcdef', 'oci:image sha256:0123456789abcdef pinned'],
    ['docker run image:${TAG}', 'oci:image ${TAG}'],
    ['docker container run image:edge', 'oci:image edge'],
    ['docker --context x run image', 'oci:image'],
    ['podman run --pull always image:v1', 'oci:image v1 pinned'],
    ['docker exec -i container server', null],
    ['docker compose run --rm service', null],
    ['docker run --rm', null],
    ['deno run -A npm:pkg@1.0.0', 'npm:pkg 1.0.0 pinned'],
    ['deno run --allow-net npm:@scope/pkg', 'npm:@scope/pkg'],
    ['deno run jsr:@scope/pkg@1.0.0', 'url:jsr:@scope/pkg 1.0.0 pinned'],
    ['deno run -A server.ts', null],
    ['go run example.com/mod/cmd@v1.2.3', 'go:example.com/mod/cmd v1.2.3 pinned'],
    ['go run example.com/mod@latest', 'go:example.com/mod latest'],
    ['go run ./cmd/server', null],
    ['go run main.go', null],
    ['node ./dist/index.js', null],
    ['python -m server', null],
    ['cmd /c npx -y pkg', 'npm:pkg'],
    ['cmd.exe /C "npx -y pkg@1.0.0"', 'npm:pkg 1.0.0 pinned'],
    ['cmd /d /s /c npx.cmd pkg', 'npm:pkg'],
    ['sh -c "cd /x && exec npx -y pkg"', 'npm:pkg'],
    ['bash -lc "API=1 uvx pkg==1.0"', 'pypi:pkg 1.0 pinned'],
    ['bash script.sh', null],
    ['env -u X A=1 B=2 npx pkg', 'npm:pkg'],
    ['wsl -d Ubuntu -- npx pkg', 'npm:pkg'],
    ['wsl bash -c "npx pkg"', 'npm:pkg'],
    ['powershell -NoProfile -Command "& npx -y pkg"', 'npm:pkg'],
    ['pwsh -Command npx pkg', 'npm:pkg'],
    ['powershell -File x.ps1', null],
    ['A=1 npx pkg', 'npm:pkg'],
    ['A=1', null],
    ['constructor npx pkg', null],
    ['valueOf', null],
  ])('%s → %s', (line, expected) => {
    expect(launched(...words(line))).toBe(expected)
  })

  it('is found when the command holds the whole line', () => {
    expect(launched('npx -y pkg@1.0.0')).toBe('npm:pkg 1.0.0 pinned')
    expect(launched('docker exec -i box bun src/index.ts')).toBeNull()
  })

  it('is found below a path with blanks', () => {
    expect(launched('C:\\Program Files\\nodejs\\npx.cmd', '-y', 'pkg')).toBe('npm:pkg')
  })

  it('is told with the argument that names it', () => {
    expect(launchedPackage('npx', ['-y', 'pkg'])?.argument).toBe(1)
    expect(launchedPackage('npx', ['--package=pkg', 'bin'])?.argument).toBe(0)
    expect(launchedPackage('cmd', ['/c', 'npx', 'pkg'])?.argument).toBe(2)
    expect(launchedPackage('sh', ['-c', 'npx pkg'])?.argument).toBe(1)
    expect(launchedPackage('npx -y pkg', [])?.argument).toBe(-1)
  })
})

it('any command ends without throwing', () => {
  const word = fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      'npx',
      'docker',
      'run',
      '-i',
      '--',
      '-e',
      'uv',
      'tool',
      'sh',
      '-c',
      'cmd',
      '/c',
      'env',
      'a=b',
      '@',
      ':',
      '"',
      "'",
      '--package',
      '--from',
    ),
  )
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 8 }), (command, args) => {
      const found = launchedPackage(command, args)
      if (found) expect(found.reference.name).not.toBe('')
      if (found) expect(found.argument).toBeLessThan(args.length)
    }),
    { numRuns: 2000 },
  )
})

it('shells within shells end', () => {
  expect(launchedPackage('sh', Array.from({ length: 1000 }, () => ['-c', 'sh']).flat())).toBeNull()
  expect(
    launchedPackage(
      'env',
      Array.from({ length: 10_000 }, () => 'env'),
    ),
  ).toBeNull()
})
