export const groupings = ['type', 'file', 'risk'] as const
export type Grouping = (typeof groupings)[number]

/** Every setting of the manifest, by its name behind `reeve.`, and what it is where nobody has set it. A check holds the two together. */
export const settingDefaults = {
  'detections.groupBy': 'type' as Grouping,
  'scan.userFiles': true,
  'backend.url': '',
  'backend.certificate': '',
} as const satisfies Record<string, boolean | string>

export type SettingName = keyof typeof settingDefaults

/** Settings that the supervisor is told when it starts, so that a change starts it anew. */
export const startSettings = ['scan.userFiles', 'backend.url', 'backend.certificate'] as const satisfies readonly SettingName[]
