import { css, html, type TemplateResult } from 'lit';
import type { RowStatus } from '../../shared/protocol/rowQuery';

const circle = 'M14.5 8a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0z';

/** Outlines on a grid of 16 by 16, drawn in the color of the text around them. */
const outlines = {
  done: `${circle}M5 8.2l2.1 2.1L11 6.1`,
  undone: `${circle}M6.6 4.8 4.6 6.8l2 2M4.6 6.8h4.2a2.2 2.2 0 0 1 0 4.4H7.2`,
  kept: `${circle}M5.3 6.6h5.4M5.3 9.4h5.4`,
  skipped: `${circle}M4.8 8h6M8.4 5.6 10.8 8l-2.4 2.4`,
  failed: `${circle}M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6`,
  missing: `${circle}M6.2 6.3a1.9 1.9 0 1 1 2.6 1.8c-.5.2-.8.6-.8 1.2M8 11.5h.01`,
  extra: `${circle}M8 5v6M5 8h6`,
  canceled: `${circle}M3.5 12.5l9-9`,
  planned: `${circle}M8 4.5V8l2.4 1.6`,
  queued: `${circle}M8 4.5V8l2.4 1.6`,
  working: 'M8 1.5A6.5 6.5 0 1 1 1.5 8',
  paused: `${circle}M6.3 5.5v5M9.7 5.5v5`,
  open: 'M3.5 1.5h5.6l3.4 3.4v9.6h-9zM9 1.5V5h3.5',
  reveal: 'M1.5 13V3h4.3l1.6 2h7.1v8z',
  copy: 'M5.5 5.5h9v9h-9zM10.5 5.5v-4h-9v9h4',
  trash: 'M2.5 4h11M6 4V2.2h4V4M4 4l.7 10h6.6L12 4M6.6 6.5v5M9.4 6.5v5',
  remove: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 1.8 15 14H1zM8 6v4M8 12h.01',
  compare: 'M1.5 2.5h13v11h-13zM8 2.5v11M4 8h1.5M10.5 8H12',
  table: 'M1.5 3.5h13M1.5 8h13M1.5 12.5h13',
  gallery: 'M1.5 1.5h5v5h-5zM9.5 1.5h5v5h-5zM1.5 9.5h5v5h-5zM9.5 9.5h5v5h-5z',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  note: `${circle}M8 7.4v3.6M8 5h.01`,
  chevron: 'M6 3.5 10.5 8 6 12.5',
  images: 'M4.5 1.5h10v8.8h-10zM1.5 4.5v9h10M4.7 9l2.6-2.7L9.7 8.8l1.6-1.6 3 2.8M11.2 4.4h.2',
} as const satisfies Record<RowStatus, string> & Record<string, string>;

export type IconName = keyof typeof outlines;

/** An icon next to a text of the same meaning: hidden from screen readers. */
export function svgIcon(name: IconName): TemplateResult {
  return html`<svg class="icon ${name}" viewBox="0 0 16 16" aria-hidden="true"><path d=${outlines[name]}></path></svg>`;
}

/** Needed by every element that shows an icon. */
export const iconStyles = css`
  .icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.2; stroke-linecap: round; stroke-linejoin: round; }
  .icon.done { color: var(--vscode-testing-iconPassed, currentColor); }
  .icon.failed, .icon.missing { color: var(--vscode-testing-iconFailed, currentColor); }
  .icon.undone, .icon.skipped, .icon.extra, .icon.canceled, .icon.paused, .icon.queued, .icon.planned { color: var(--vscode-testing-iconSkipped, currentColor); }
  .icon.warning { color: var(--vscode-editorWarning-foreground, currentColor); }
  .icon.more path { stroke-width: 2.6; }
  .icon.kept, .icon.working { color: var(--vscode-charts-blue, currentColor); }
  /* In steps, as in VS Code: a smooth turn is drawn with every frame. */
  .icon.working { animation: turn 1.5s steps(30) infinite; }
  @keyframes turn { to { transform: rotate(1turn); } }
  @media (prefers-reduced-motion: reduce) { .icon.working { animation: none; } }
`;
