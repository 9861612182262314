import { PGlite } from '@electric-sql/pglite'

/**
 * How PGlite starts: small buffers keep the process under 200 MB, and small write-ahead segments that are
 * recycled keep the directory small (checkpoints are made by the maintenance, since PGlite makes none by itself).
 */
export const startParameters = (): string[] => [
  ...PGlite.defaultStartParams,
  ...['shared_buffers=8MB', 'max_connections=4', 'wal_buffers=1MB', 'max_wal_size=32MB', 'min_wal_size=32MB'].flatMap((setting) => [
    '-c',
    setting,
  ]),
]
