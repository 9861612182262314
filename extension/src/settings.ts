import { workspace } from 'vscode'
import { type Grouping, groupings, settingDefaults, type SettingName } from './setting-defaults.ts'

type Widen<T> = T extends boolean ? boolean : string

/** What a setting is now; a value of another type than the manifest declares counts as not set. */
export function setting<N extends SettingName>(name: N): Widen<(typeof settingDefaults)[N]> {
  const fallback = settingDefaults[name]
  const value: unknown = workspace.getConfiguration('reeve').get(name)
  return (typeof value === typeof fallback ? value : fallback) as Widen<(typeof settingDefaults)[N]>
}

/** The grouping that is set; what is not one counts as the default. */
export function groupingSetting(): Grouping {
  const value = setting('detections.groupBy')
  return groupings.find((grouping) => grouping === value) ?? settingDefaults['detections.groupBy']
}
