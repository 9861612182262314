import { type CSSResult, css } from 'lit'
import { iconStyles } from './icon.ts'

/** What every part of a page has in common. Colours are those of the editor's theme alone. */
export const sharedStyles = [
  iconStyles,
  css`
    :host { display: block; min-width: 0; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; }
    h2, .caption {
      margin: 0;
      color: var(--vscode-descriptionForeground);
      font-size: 11px;
      font-weight: 600;
      letter-spacing: 0.04em;
      line-height: 16px;
      text-transform: uppercase;
    }
    p { margin: 0; }
    .panel {
      container-type: inline-size;
      height: 100%;
      padding: 12px 14px;
      border: 1px solid var(--vscode-widget-border);
      border-radius: 3px;
      background: var(--vscode-editorWidget-background);
    }
    .heading { display: flex; align-items: baseline; justify-content: space-between; gap: 12px; min-height: 24px; }
    .quiet { color: var(--vscode-descriptionForeground); }
    .strong { font-weight: 600; }
    .mono { font-family: var(--vscode-editor-font-family, monospace); font-size: 12px; }
    .clip { display: inline-block; max-width: 100%; overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; white-space: nowrap; }
    .wrap {
      display: -webkit-box;
      overflow: hidden;
      overflow-wrap: anywhere;
      -webkit-box-orient: vertical;
      -webkit-line-clamp: 2;
    }
    .run {
      display: flex;
      flex-wrap: wrap;
      gap: 0 8px;
      min-width: 0;
    }
    .run .wrap {
      min-width: 0;
    }
    .more { flex: none; }
    .labelled { display: flex; align-items: center; gap: 6px; white-space: nowrap; }
    .empty { padding: 8px 0; color: var(--vscode-descriptionForeground); }
    .footer { display: flex; align-items: center; gap: 12px; padding-top: 8px; }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    button {
      padding: 3px 10px;
      border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent));
      border-radius: 2px;
      background: var(--vscode-button-secondaryBackground);
      color: var(--vscode-button-secondaryForeground);
      font: inherit;
      line-height: 18px;
      cursor: pointer;
    }
    /* The toolkit borders every button with the colour that is meant for the first one. */
    vscode-button[appearance='secondary'] { --button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
    button:hover { background: var(--vscode-button-secondaryHoverBackground); }
    button.link {
      max-width: 100%;
      padding: 0;
      border: 0;
      background: none;
      color: var(--vscode-textLink-foreground);
      line-height: inherit;
      overflow-wrap: anywhere;
      text-align: start;
    }
    button.link.mono { font-family: var(--vscode-editor-font-family, monospace); font-size: 12px; }
    button.link:hover { background: none; text-decoration: underline; }
    :focus-visible { outline: 2px solid var(--vscode-focusBorder); outline-offset: 1px; }
    code { font-family: var(--vscode-editor-font-family, monospace); font-size: 12px; }
  `,
]

const columnStyles = css`
  table { width: 100%; border-collapse: collapse; table-layout: fixed; }
  th, td { overflow: hidden; padding: 5px 12px 5px 0; text-align: start; vertical-align: top; line-height: 18px; }
  th:last-child, td:last-child { padding-inline-end: 0; }
  th { color: var(--vscode-descriptionForeground); font-size: 11px; font-weight: 400; white-space: nowrap; }
  tbody tr { border-top: 1px solid var(--vscode-widget-border); }
  td.number, th.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
  tbody tr:hover { background: var(--vscode-list-hoverBackground); }
  th[scope='row'] { color: inherit; font-size: inherit; font-weight: 600; }
`

/** Tables, whose rows become blocks of labelled fields where the panel is narrower than `columnsFromPx`. */
export const tableStyles = (columnsFromPx: number): CSSResult[] => [
  columnStyles,
  css`
    @container (max-width: ${columnsFromPx - 1}px) {
      table, tbody, td, th { display: block; }
      thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      tbody tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr)); gap: 0 16px; padding: 6px 0; }
      td, th[scope='row'] { display: flex; gap: 8px; align-items: baseline; padding: 1px 0; white-space: normal; }
      td.last { order: 1; }
      th[scope='row'], td.whole { grid-column: 1 / -1; }
      td::before { flex: 0 0 104px; color: var(--vscode-descriptionForeground); content: attr(data-label); font-weight: 400; }
      td.number, th.number { text-align: start; }
      td .clip, td .wrap, th .clip {
        display: -webkit-box;
        overflow-wrap: anywhere;
        white-space: normal;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 4;
      }
      td > * { min-width: 0; }
      button.link { min-height: 24px; }
    }
  `,
]
