import { css } from 'lit';

/** Styles that every element of the page shares. All colors are variables of VS Code, so that every theme works. */
export const baseStyles = css`
  :host { display: block; min-width: 0; --track: color-mix(in srgb, var(--vscode-foreground) 16%, transparent); --warning: color-mix(in srgb, var(--vscode-editorWarning-foreground) 60%, var(--vscode-foreground)); }
  :host([hidden]) { display: none; }
  :host, *, *::before, *::after { box-sizing: border-box; }
  button { font: inherit; color: inherit; background: none; border: none; padding: 0; margin: 0; cursor: pointer; }
  button:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; }
  .link { color: var(--vscode-textLink-foreground); border-radius: 2px; }
  .link:hover { color: var(--vscode-textLink-activeForeground); text-decoration: underline; }
  .muted { color: var(--muted, var(--vscode-descriptionForeground)); }
  .clip { min-width: 0; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
  .announced { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
