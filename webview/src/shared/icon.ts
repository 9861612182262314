import { css, html, type TemplateResult } from 'lit'

/** Glyphs of the codicon font, by their names there. */
const glyphs = {
  add: '\uea60',
  'arrow-up': '\ueaa1',
  close: '\uea76',
  'debug-disconnect': '\uead0',
  error: '\uea87',
  inbox: '\ueb09',
  info: '\uea74',
  pass: '\ueba4',
  question: '\ueb32',
  'radio-tower': '\ueb34',
  remove: '\ueb3b',
  robot: '\uec20',
  server: '\ueb50',
  'stop-circle': '\ueba5',
  sync: '\uea77',
  tools: '\ueb6d',
  warning: '\uea6c',
} as const

export type IconName = keyof typeof glyphs

/** What an icon tells; each tone has its colour, and the word beside the icon says the same. */
export type IconTone = 'error' | 'warning' | 'info' | 'good' | 'quiet'

/** An icon for the eye alone: the words beside it must say the same. */
export const icon = (name: IconName, tone: IconTone = 'quiet'): TemplateResult =>
  html`<span class="icon ${tone}" aria-hidden="true">${glyphs[name]}</span>`

export const iconStyles = css`
  .icon {
    flex: none;
    font: 16px/1 codicon;
    user-select: none;
    vertical-align: -3px;
  }
  .icon.error { color: var(--vscode-editorError-foreground); }
  .icon.warning { color: var(--vscode-editorWarning-foreground); }
  .icon.info { color: var(--vscode-editorInfo-foreground); }
  .icon.good { color: var(--vscode-testing-iconPassed); }
  .icon.quiet { color: var(--vscode-descriptionForeground); }
`
