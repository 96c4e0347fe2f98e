import { css } from 'lit';

/**
 * Buttons that stay pressed. High contrast themes have no background that tells them from others, so there they have a second line
 * around them, as the active items of VS Code's lists.
 */
export const toggleStyles = css`
  button[aria-pressed='true'] { color: var(--vscode-inputOption-activeForeground); background: var(--vscode-inputOption-activeBackground); border-color: var(--vscode-contrastActiveBorder, var(--vscode-inputOption-activeBorder, currentColor)); outline: 1px solid var(--vscode-contrastActiveBorder, transparent); }
  button[aria-pressed='true']:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
`;
