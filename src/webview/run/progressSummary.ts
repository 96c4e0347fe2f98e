import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Totals } from '../../shared/protocol/panelProtocol';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { formatBytes, formatCount, formatDuration, savedPercent } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { filesWords, fromTo, isOver, figureLabels as labels, readingSpeedWords, speedWords, strings } from '../common/strings';

/** A figure with its label; the name is the class that gives it a width of its own. */
type Figure = readonly [name: string, label: string, value: string];
const unknown = '–';

/** The figures below the bar, in order. All are always there and none changes its width, so that nothing moves. */
function figuresOf(kind: RunKind, phase: RunPhase, totals: Totals | undefined): readonly Figure[] {
  const [timeLabel, seconds] = isOver(phase) ? [labels.time, totals?.elapsedSeconds] : [labels.timeLeft, totals?.secondsLeft];
  return [
    ['files', labels.files, totals ? filesWords(totals, phase) : unknown],
    ['time', timeLabel, seconds === undefined ? unknown : formatDuration(seconds)],
    ['failed', labels.failed, totals ? formatCount(totals.failed) : unknown],
    ...(kind === 'process' ? madeFigures(totals) : readFigures(kind, totals)),
  ];
}

/** What was found, and how fast. */
function readFigures(kind: RunKind, totals: Totals | undefined): readonly Figure[] {
  // Of most files a search reads but the beginning, so that there is no speed to tell.
  if (kind === 'duplicates') return [];
  const count = (status: 'missing' | 'extra' | 'skipped') => (totals ? formatCount(totals[status]) : unknown);
  const counts: readonly Figure[] =
    kind === 'verify'
      ? [
          ['missing', labels.missing, count('missing')],
          ['extra', labels.extra, count('extra')],
        ]
      : [['left', labels.leftOut, count('skipped')]];
  return [
    ...counts,
    ['read', labels.read, totals?.bytesIn ? formatBytes(totals.bytesIn) : unknown],
    ['readingSpeed', labels.speed, totals?.filesPerSecond ? readingSpeedWords(totals) : unknown],
  ];
}

/** What was made, and how fast. */
function madeFigures(totals: Totals | undefined): readonly Figure[] {
  const bytesIn = totals?.bytesIn ?? 0;
  const bytesOut = totals?.bytesOut ?? 0;
  const saved = savedPercent(bytesIn, bytesOut);
  return [
    ['left', labels.leftOut, totals ? formatCount(totals.skipped + totals.kept) : unknown],
    ['size', labels.size, bytesIn === 0 ? unknown : fromTo(formatBytes(bytesIn), formatBytes(bytesOut))],
    ['saved', saved < 0 ? labels.larger : labels.saved, bytesIn === 0 ? unknown : `${formatCount(Math.abs(saved))}%`],
    ['speed', labels.speed, totals?.filesPerSecond ? speedWords(totals.filesPerSecond) : unknown],
  ];
}

/** The bar of the whole run and its figures. */
@customElement('assetmill-progress-summary')
export class ProgressSummary extends LitElement {
  @property({ attribute: false }) kind!: RunKind;
  @property({ attribute: false }) phase!: RunPhase;
  @property({ attribute: false }) totals: Totals | undefined;

  static override styles = [
    baseStyles,
    css`
      vscode-progress-bar { height: 4px; border-radius: 2px; overflow: hidden; }
      vscode-progress-bar::part(track) { background: var(--track); }
      dl { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; margin: 0.6rem 0 0; font-variant-numeric: tabular-nums; }
      div { flex: none; width: 5.5rem; }
      .files { width: 10.5rem; }
      .size { width: 11rem; }
      .time, .speed { width: 7rem; }
      .readingSpeed { width: 13rem; }
      dt { font-size: 0.9em; line-height: 1.4; }
      dd { margin: 0; line-height: 1.4; }
      /* The filters below show the other two counts. */
      @media (max-width: 480px) {
        dl { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
        dl div { width: auto; min-width: 0; }
        .failed, .left, .missing, .extra { display: none; }
      }
    `,
  ];

  override render(): TemplateResult {
    const { kind, phase, totals } = this;
    return html`
      <vscode-progress-bar aria-label=${strings.progress} .indeterminate=${phase === 'planning'} .value=${(totals?.progress ?? 0) * 100}></vscode-progress-bar>
      <dl aria-label=${strings.figures}>${figuresOf(kind, phase, totals).map(
        ([name, label, value]) =>
          html`<div class=${name}><dt class="muted clip">${label}</dt><dd class="clip" title=${value}>${value}</dd></div>`,
      )}</dl>
    `;
  }
}
