import { css } from 'lit';

/** The head of a part that can be unfolded. It is beside other ones, and has the whole width while it is unfolded. */
export const detailsStyles = css`
  :host { flex: 0 1 auto; }
  :host([unfolded]) { flex-basis: 100%; }
  summary { display: flex; align-items: center; gap: 0.3rem; width: fit-content; max-width: calc(100% + 0.2rem); margin-left: -0.2rem; padding-right: 0.3rem; border-radius: 3px; line-height: 1.5; cursor: pointer; list-style: none; }
  summary > .title { flex: none; font-weight: 600; }
  summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
  details[open] .chevron { transform: rotate(90deg); }
`;
