import { css, html, type TemplateResult } from 'lit'

/** Glyphs of the codicon font, by their names there. */
const glyphs = {
  add: '\uea60',
  broadcast: '\ueaad',
  'circle-slash': '\ueabd',
  'debug-disconnect': '\uead0',
  error: '\uea87',
  info: '\uea74',
  inbox: '\ueb09',
  pass: '\ueba4',
  refresh: '\ueb37',
  remove: '\ueb3b',
  'stop-circle': '\ueba5',
  sync: '\uea77',
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
