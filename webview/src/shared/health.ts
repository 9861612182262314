import type { ConnectionState } from '@reeve/protocol/panel'
import type { IconName, IconTone } from './icon.ts'

export interface Health {
  readonly word: string
  readonly icon: IconName
  readonly tone: IconTone
}

/** The product's words for health, as a page can know it by its connection. */
export const healthOf: Readonly<Record<ConnectionState, Health>> = {
  connecting: { word: 'Connecting', icon: 'sync', tone: 'quiet' },
  live: { word: 'Healthy', icon: 'pass', tone: 'good' },
  lost: { word: 'Degraded', icon: 'warning', tone: 'warning' },
  ended: { word: 'Stopped', icon: 'stop-circle', tone: 'quiet' },
}
