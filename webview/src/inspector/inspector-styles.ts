import { css } from 'lit'

/** How the inspector looks; it must stand in 220 pixels. */
export const inspectorStyles = css`
  :host { color: var(--vscode-foreground); line-height: 18px; overflow-wrap: anywhere; }
  main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 16px; max-width: 900px; padding: 10px 14px 24px; }
  header { display: grid; grid-template-columns: minmax(0, 1fr); gap: 4px; }
  h1 { margin: 0; font-size: 17px; font-weight: 600; line-height: 22px; }
  .kind { display: flex; gap: 6px; align-items: center; min-width: 0; color: var(--vscode-descriptionForeground); font-size: 11px; }
  .kind > :not(.folder) { flex: none; }
  .kind .folder { min-width: 0; margin-inline-start: auto; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  section, .cards { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; }
  .cards { gap: 8px; }
  ul, ol { display: grid; grid-template-columns: minmax(0, 1fr); margin: 0; padding: 0; list-style: none; }
  .tags { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 4px; }
  .tags li {
    min-width: 0;
    max-width: 100%;
    padding: 0 8px;
    border: 1px solid var(--vscode-contrastBorder, color-mix(in srgb, currentColor 30%, transparent));
    border-radius: 10px;
    font-size: 11px;
  }
  li { padding: 5px 0; border-top: 1px solid var(--vscode-widget-border); }
  li:first-child { border-top: 0; }
  button.link { min-height: 24px; }
  .place-row { align-items: center; display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: space-between; }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 5px;
    padding: 10px 12px;
    border: 1px solid var(--vscode-widget-border);
    border-radius: 3px;
    background: var(--vscode-editorWidget-background);
  }
  .card.error { border-color: var(--vscode-inputValidation-errorBorder); }
  .card.warning { border-color: var(--vscode-inputValidation-warningBorder); }
  .card .labelled { align-items: start; white-space: normal; }
  dl { margin: 0; }
  dt { color: var(--vscode-descriptionForeground); font-size: 11px; }
  dd { margin: 0 0 4px; }
  .command { padding: 6px 8px; border-radius: 3px; background: var(--vscode-textCodeBlock-background); line-height: 18px; }
  .event { display: grid; grid-template-columns: 22px minmax(0, 1fr); }
  .event .wrap { -webkit-line-clamp: 4; }
  .heading { min-height: 0; }
  .factors li { display: grid; grid-template-columns: minmax(60px, 40%) minmax(0, 1fr) auto; gap: 10px; align-items: center; padding: 1px 0; border: 0; }
  .bar { width: 100%; height: 6px; border-radius: 3px; background: color-mix(in srgb, currentColor 20%, transparent); }
  .bar rect { fill: var(--vscode-charts-blue, var(--vscode-editorInfo-foreground)); }
  .number { font-variant-numeric: tabular-nums; }
  .empty { display: grid; gap: 10px; justify-items: start; padding: 0; }
  .empty h1 { color: var(--vscode-foreground); font-size: 13px; line-height: 18px; }
`
