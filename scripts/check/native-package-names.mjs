const platforms = /** @type {const} */ (['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'])

/** @typedef {(typeof platforms)[number]} Platform */

/** What packages in Rust call the C library of each platform. */
const withLibrary = (/** @type {Platform} */ platform) =>
  platform.startsWith('linux') ? `${platform}-gnu` : platform.startsWith('win32') ? `${platform}-msvc` : platform

/**
 * The tools and libraries that have native code in a package for each platform.
 * @type {readonly { readonly owner: string, readonly packageOf: (platform: Platform) => string }[]}
 */
const families = [
  { owner: 'esbuild', packageOf: (platform) => `@esbuild/${platform}` },
  { owner: '@biomejs/biome', packageOf: (platform) => `@biomejs/cli-${platform}` },
  { owner: 'typescript', packageOf: (platform) => `@typescript/typescript-${platform}` },
  { owner: 'rolldown', packageOf: (platform) => `@rolldown/binding-${withLibrary(platform)}` },
  { owner: '@napi-rs/keyring', packageOf: (platform) => `@napi-rs/keyring-${withLibrary(platform)}` },
  { owner: 'oxc-parser', packageOf: (platform) => `@oxc-parser/binding-${withLibrary(platform)}` },
]

/**
 * @param {readonly string[]} paths The keys of the lockfile's `packages`.
 * @returns {string[]} The native packages that the lockfile should have and has not.
 */
export function missingNativePackages(paths) {
  const names = new Set(paths.map((path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)))
  return families.flatMap(({ owner, packageOf }) =>
    names.has(owner) ? platforms.map(packageOf).filter((name) => !names.has(name)) : [`${owner} itself`],
  )
}
