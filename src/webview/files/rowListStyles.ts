import { css } from 'lit';

/** Styles of rows and tiles: hovered, selected, and active, as in the lists of VS Code. */
export const rowListStyles = css`
  :host { position: relative; border-top: 1px solid var(--vscode-panel-border); }
  .dragged { position: fixed; top: -100px; padding: 1px 8px; border-radius: 10px; white-space: nowrap; color: var(--vscode-list-activeSelectionForeground); background: var(--vscode-list-activeSelectionBackground); outline: 1px solid var(--vscode-contrastBorder, transparent); }
  .grid { height: 100%; overflow-y: auto; outline: none; }
  .row, .tile { outline: 1px solid transparent; outline-offset: -1px; }
  .rows .row:hover, .tile:hover { background: var(--vscode-list-hoverBackground); outline: 1px dashed var(--vscode-contrastActiveBorder, transparent); }
  .rows .row.selected, .tile.selected { --muted: var(--vscode-list-inactiveSelectionForeground, var(--vscode-foreground)); color: var(--vscode-list-inactiveSelectionForeground, inherit); background: var(--vscode-list-inactiveSelectionBackground); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); }
  .grid:focus .selected { --muted: var(--vscode-list-activeSelectionForeground); color: var(--vscode-list-activeSelectionForeground); background: var(--vscode-list-activeSelectionBackground); }
  .grid:focus .selected .link, .grid:focus .selected .icon, .grid:focus .selected .larger { color: inherit; }
  .grid:focus .active { outline: 1px solid var(--vscode-list-focusOutline, var(--vscode-focusBorder)); }
`;
