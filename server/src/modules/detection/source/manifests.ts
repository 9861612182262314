import { contentHash } from '@reeve/protocol/digest'
import type { PackageReference, ProtocolEntry, ScanError } from '@reeve/protocol/inventory'
import { limits } from '@reeve/protocol/limits'
import { parseConfig, formatNames } from '../config/parse-config.ts'
import type { ConfigFormat, ConfigNode } from '../config/config-node.ts'
import { type CapabilityEvidence, type DeclaredServer, emptyExtract, type FileExtract } from '../extract.ts'
import { fileError } from '../file-error.ts'
import { serverId } from '../server-id.ts'
import { distributionModules } from './capability-table.ts'
import { type Dependency, packageJsonDependencies, pyprojectDependencies, requirementsDependencies } from './dependencies.ts'
import { manifestKindOf } from './languages.ts'
import { isServerPackage } from './mcp-packages.ts'
import { type Ecosystem, packageNamed } from './package-index.ts'
import { protocolOfPackage } from './protocol-index.ts'
import { protocolDistributions } from './protocol-table.ts'

/** A dependency makes a capability possible; whether the code uses it, only the code tells. */
const packageConfidence = 40
/** A server among the dependencies is there to be run, but nothing says that it is. */
const serverConfidence = 95

/**
 * What a package manifest says: MCP servers among its dependencies, protocols and likely capabilities.
 * A malformed manifest gives an error and what could be understood of it. Never throws.
 */
export function extractManifest(path: string, text: string): FileExtract {
  switch (manifestKindOf(path)) {
    case 'package.json':
      return fromConfig(path, text, 'json', packageJsonDependencies)
    case 'pyproject.toml':
      return fromConfig(path, text, 'toml', (root) => pyprojectDependencies(root, text))
    case 'requirements':
      return fromDependencies(path, requirementsDependencies(text), [])
    case undefined:
      return emptyExtract
  }
}

function fromConfig(path: string, text: string, format: ConfigFormat, read: (root: ConfigNode) => Dependency[]): FileExtract {
  const { root, problems } = parseConfig(text, format)
  const malformed = (reason: string, line: number): ScanError =>
    fileError('file-malformed', path, { format: formatNames[format], reason, line })
  const [problem] = problems
  if (problem) return fromDependencies(path, root ? read(root) : [], [malformed(problem.reason, problem.line)])
  if (root?.kind === 'object') return fromDependencies(path, read(root), [])
  return root ? { ...emptyExtract, errors: [malformed('it is not an object', 1)] } : emptyExtract
}

function fromDependencies(path: string, dependencies: readonly Dependency[], errors: readonly ScanError[]): FileExtract {
  const servers: DeclaredServer[] = []
  const capabilities: CapabilityEvidence[] = []
  const protocols = new Map<string, ProtocolEntry['evidence']>()
  for (const dependency of dependencies) {
    const { ecosystem, name, line } = dependency
    const evidence = { file: path, line, method: 'package', detail: name.slice(0, limits.nameCharacters) } as const
    if (isServerPackage(ecosystem, name)) servers.push(declaredServer(path, dependency))
    const protocol = isServerPackage(ecosystem, name) ? 'mcp' : protocolOf(ecosystem, name)
    if (protocol) protocols.set(protocol, [...(protocols.get(protocol) ?? []), evidence].slice(0, limits.evidence))
    if (dependency.isDevelopment) continue
    for (const capability of knownModule(ecosystem, name)?.imports ?? []) {
      capabilities.push({ name: capability, confidence: packageConfidence, evidence })
    }
  }
  return { ...emptyExtract, servers, capabilities, protocols: [...protocols].map(([name, evidence]) => ({ name, evidence })), errors }
}

/** The spelling that PyPI compares names in: lower case, with one `-` for every run of separators. */
const normalized = (ecosystem: Ecosystem, name: string): string => (ecosystem === 'npm' ? name : name.toLowerCase().replace(/[-_.]+/g, '-'))

function knownModule(ecosystem: Ecosystem, name: string): ReturnType<typeof packageNamed> {
  const distribution = normalized(ecosystem, name)
  if (ecosystem === 'npm') return packageNamed('npm', distribution)
  return packageNamed('pypi', distributionModules[distribution] ?? distribution.replaceAll('-', '_'))
}

function protocolOf(ecosystem: Ecosystem, name: string): string | undefined {
  const distribution = normalized(ecosystem, name)
  if (ecosystem === 'npm') return protocolOfPackage('npm', distribution)
  return protocolOfPackage('pypi', protocolDistributions[distribution] ?? distribution.replaceAll('-', '_'))
}

function declaredServer(path: string, { ecosystem, name, line, reference }: Dependency): DeclaredServer {
  const found: PackageReference = reference ?? { ecosystem, name, version: null, pinned: false }
  const runs = { package: found, url: null, command: null, args: [] }
  return {
    entry: {
      id: serverId(name, { ...runs, package: { ...found, ecosystem, name } }),
      name,
      client: null,
      scope: 'project',
      file: path,
      line,
      transport: 'stdio',
      ...runs,
      disabled: false,
      confidence: serverConfidence,
      methods: [`package:${ecosystem}`],
    },
    definitionHash: contentHash({ transport: 'stdio', package: found }),
  }
}
