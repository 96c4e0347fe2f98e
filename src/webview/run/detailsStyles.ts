import { css } from 'lit';

/** The head of a part that can be unfolded. */
export const detailsStyles = css`
  summary { display: flex; align-items: center; gap: 0.3rem; width: fit-content; max-width: 100%; margin-left: -0.2rem; padding-right: 0.3rem; border-radius: 3px; line-height: 1.5; cursor: pointer; list-style: none; }
  summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
  details[open] .chevron { transform: rotate(90deg); }
`;
