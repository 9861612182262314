import { type Uri, workspace } from 'vscode'

export const groupings = ['type', 'file', 'risk'] as const
export type Grouping = (typeof groupings)[number]

/** Every setting of the manifest, by its name behind `reeve.`, and what it is where nobody has set it. */
export const settingDefaults = {
  'scan.userFiles': true,
  'backend.url': '',
  'backend.certificate': '',
  'detections.groupBy': 'type' as Grouping,
} as const satisfies Record<string, boolean | string>

export type SettingName = keyof typeof settingDefaults

/** Settings that the supervisor is told when it starts, so that a change starts it anew. */
export const startSettings = ['scan.userFiles', 'backend.url', 'backend.certificate'] as const satisfies readonly SettingName[]

type Widen<T> = T extends boolean ? boolean : T extends Grouping ? Grouping : string

export function setting<N extends SettingName>(name: N, scope?: Uri): Widen<(typeof settingDefaults)[N]> {
  type Value = Widen<(typeof settingDefaults)[N]>
  const fallback = settingDefaults[name]
  const value: unknown = workspace.getConfiguration('reeve', scope).get(name)
  return (typeof value === typeof fallback ? value : fallback) as Value
}

/** The grouping that is set; what is not one counts as the default. */
export function groupingSetting(): Grouping {
  const value = setting('detections.groupBy')
  return groupings.find((grouping) => grouping === value) ?? settingDefaults['detections.groupBy']
}
