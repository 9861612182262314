import type { PackageReference } from '@reeve/protocol/inventory'
import { maskSecrets } from '../secrets.ts'
import type { ServerRule } from './rule.ts'

/** How an exact version is written in each ecosystem. */
const examples: Readonly<Record<PackageReference['ecosystem'], (name: string) => string>> = {
  npm: (name) => `${name}@1.2.3`,
  pypi: (name) => `${name}==1.2.3`,
  oci: (name) => `${name}@sha256:…`,
  go: (name) => `${name}@v1.2.3`,
  git: (name) => `${name}@<commit>`,
  url: () => 'an address that names a version',
  local: (name) => name,
}

export const unpinnedPackage: ServerRule = {
  id: 'unpinned-package',
  check({ entry, launched, args, command, keySpan }) {
    if (!launched || launched.reference.pinned) return []
    const { ecosystem, version } = launched.reference
    const name = maskSecrets(launched.reference.name)
    const now = version === null ? 'whatever version is the newest' : `whatever "${maskSecrets(version)}" means that day`
    const message = `The server "${entry.name}" runs ${name} through ${launched.launcher} without an exact version: each start may fetch ${now}. Write the version that was reviewed, such as ${examples[ecosystem](name)}.`
    return [{ message, span: (launched.argument < 0 ? command : args[launched.argument])?.span ?? keySpan }]
  },
}
