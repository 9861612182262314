import { join } from 'node:path'

/**
 * Where packages are made and left.
 *
 * @param {string} root
 */
export const placesIn = (root) => ({
  /** The production build, made anew each time. */
  build: join(root, '.runtime/package/build'),
  /** One folder for each package, with exactly what goes into it. */
  stages: join(root, '.runtime/package/stages'),
  /** The finished packages. */
  packages: join(root, 'dist/packages'),
})

/** @typedef {ReturnType<typeof placesIn>} Places */

/** The time that every packed file carries, in seconds since 1970: the first that a `.zip` can hold. */
export const packedAt = 315_532_800
