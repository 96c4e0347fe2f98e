import '@vscode-elements/elements/dist/vscode-progress-bar/index.js';
import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { Totals } from '../../shared/protocol/panelProtocol';
import type { RunKind, RunPhase } from '../../shared/run/runPhase';
import { formatBytes, formatCount, formatDuration, formatPercent, savedPercent } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import { changeText } from '../common/commonTexts';
import { isOver } from '../common/phases';
import { filesText, progressTexts, readingSpeedText, speedText } from './progressTexts';

/** A figure with its label; the name is the CSS class that sets its width. */
type Figure = readonly [name: string, label: string, value: string];
const unknownFigure = '–';

/** The figures below the bar, in order. All are always present and none changes its width, so that nothing moves. */
function figuresOf(kind: RunKind, phase: RunPhase, totals: Totals | undefined): readonly Figure[] {
  const [timeLabel, seconds] = isOver(phase)
    ? [progressTexts.time(), totals?.elapsedSeconds]
    : [progressTexts.timeLeft(), totals?.secondsLeft];
  return [
    ['files', progressTexts.files(), totals ? filesText(totals, phase) : unknownFigure],
    ['time', timeLabel, seconds === undefined ? unknownFigure : formatDuration(seconds)],
    ['failed', progressTexts.failed(), totals ? formatCount(totals.failed) : unknownFigure],
    ...(kind === 'process' ? outputFigures(totals) : inspectionFigures(kind, totals)),
  ];
}

/** The results and speed of a run that only reads. */
function inspectionFigures(kind: RunKind, totals: Totals | undefined): readonly Figure[] {
  // A search reads only the first bytes of most files, so its speed would mean nothing.
  if (kind === 'duplicates') return [];
  const count = (status: 'missing' | 'extra' | 'skipped') => (totals ? formatCount(totals[status]) : unknownFigure);
  const counts: readonly Figure[] =
    kind === 'verify'
      ? [
          ['missing', progressTexts.missing(), count('missing')],
          ['extra', progressTexts.extra(), count('extra')],
        ]
      : [['left', progressTexts.skipped(), count('skipped')]];
  return [
    ...counts,
    ['read', progressTexts.read(), totals?.bytesIn ? formatBytes(totals.bytesIn) : unknownFigure],
    ['readingSpeed', progressTexts.speed(), totals?.filesPerSecond ? readingSpeedText(totals) : unknownFigure],
  ];
}

/** The results and speed of a run that writes files. */
function outputFigures(totals: Totals | undefined): readonly Figure[] {
  const bytesIn = totals?.bytesIn ?? 0;
  const bytesOut = totals?.bytesOut ?? 0;
  const saved = savedPercent(bytesIn, bytesOut);
  const left: Figure = ['left', progressTexts.leftOut(), totals ? formatCount(totals.skipped + totals.kept) : unknownFigure];
  const speed: Figure = ['speed', progressTexts.speed(), totals?.filesPerSecond ? speedText(totals.filesPerSecond) : unknownFigure];
  if (totals?.several) {
    const count: Figure = ['outputs', progressTexts.outputs(), formatCount(totals.outputs)];
    return [left, count, ['outputsSize', progressTexts.outputsSize(), formatBytes(bytesOut)], speed];
  }
  return [
    left,
    ['size', progressTexts.size(), bytesIn === 0 ? unknownFigure : changeText(formatBytes(bytesIn), formatBytes(bytesOut))],
    ['saved', saved < 0 ? progressTexts.larger() : progressTexts.saved(), bytesIn === 0 ? unknownFigure : formatPercent(Math.abs(saved))],
    speed,
  ];
}

/** The progress bar of the run and the figures below it. */
@customElement('assetmill-progress-summary')
export class ProgressSummary extends LitElement {
  @property({ attribute: false }) kind!: RunKind;
  @property({ attribute: false }) phase!: RunPhase;
  @property({ attribute: false }) totals: Totals | undefined;
  /** Whether the run waits for somebody, so that nothing moves. */
  @property({ attribute: false }) waiting = false;

  static override styles = [
    baseStyles,
    css`
      vscode-progress-bar { height: 4px; border-radius: 2px; overflow: hidden; }
      vscode-progress-bar::part(track) { background: var(--track); }
      /* A transition of the width lays out the page with every frame of the run. */
      vscode-progress-bar::part(indicator) { transition: none; }
      dl { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; margin: 0.6rem 0 0; font-variant-numeric: tabular-nums; }
      /* As wide as its label in any language; a figure that grows moves nothing. */
      div { flex: none; width: max-content; min-width: 5rem; }
      .files { min-width: 10rem; }
      .size { min-width: 11rem; }
      .outputsSize { min-width: 9rem; }
      .time, .speed { min-width: 6rem; }
      .readingSpeed { min-width: 14rem; }
      dt { font-size: 0.9em; line-height: 1.4; }
      dd { contain: inline-size; margin: 0; line-height: 1.4; }
      /* In a short panel the rows come first; the status above and the filters below have what matters most. */
      @media (max-height: 520px) { dl { display: none; } }
      /* The filters below show the other counts. */
      @media (max-width: 480px) {
        dl { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
        dl div[class] { width: auto; min-width: 0; }
        dl .readingSpeed { grid-column: 1 / -1; }
        .failed, .left, .missing, .extra { display: none; }
        /* The sentence above sums up what is over. */
        dl.over { display: none; }
      }
    `,
  ];

  override render(): TemplateResult {
    const { kind, phase, totals } = this;
    return html`
      <vscode-progress-bar aria-label=${progressTexts.progress()} .indeterminate=${phase === 'planning' && !this.waiting} .value=${(totals?.progress ?? 0) * 100}></vscode-progress-bar>
      <dl class=${isOver(phase) ? 'over' : ''} aria-label=${progressTexts.figures()}>${figuresOf(kind, phase, totals).map(
        ([name, label, value]) =>
          html`<div class=${name}><dt class="muted clip">${label}</dt><dd class="clip" title=${value}>${value}</dd></div>`,
      )}</dl>
    `;
  }
}
