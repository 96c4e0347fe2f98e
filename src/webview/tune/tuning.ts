import '@vscode-elements/elements/dist/vscode-button/index.js';
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { ShownComparison } from '../../shared/protocol/comparisonProtocol';
import { type DestinationKind, destinationKinds, type TuningChoice, type TuningView } from '../../shared/protocol/tuningProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import '../compare/compareStage';
import { imageLabels } from '../compare/comparisonTexts';
import { deepFocus } from '../compare/deepFocus';
import './tuningControls';
import type { TuningControls } from './tuningControls';
import './tuningResult';
import { destinationText, progressText, tuningTexts } from './tuningTexts';

/** A command that is tuned on an image of its selection, over the list. */
@customElement('assetmill-tuning')
export class Tuning extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) tuning!: TuningView;
  /** The choice until the host confirms it: an earlier message must not move a slider back. */
  @state() private unconfirmed: TuningChoice | undefined;
  @query('assetmill-tuning-controls') private controls!: TuningControls;
  /** The images on the stage: those of the choice before until the next ones have been loaded, so that nothing flashes. */
  @state() private shown: ShownComparison | undefined;
  /** URLs of the images that are shown or being loaded. */
  private wanted = '';
  /** What had the focus in the list. */
  private opener: HTMLElement | undefined;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      :host { position: fixed; inset: 0; z-index: 2; overflow: auto; background: var(--vscode-editor-background); container-type: inline-size; }
      .page { display: flex; flex-direction: column; gap: 0.6rem; min-height: 100%; padding: 0.75rem 1rem 0; }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.75rem; }
      h1 { margin: 0; font-size: 1.25em; line-height: 1.4; font-weight: 600; }
      .file { flex: 1 1 8rem; }
      .steps { display: flex; align-items: center; gap: 0.25rem; font-variant-numeric: tabular-nums; }
      .steps button { display: grid; place-items: center; width: 24px; height: 24px; border-radius: 4px; }
      .steps button:hover { background: var(--vscode-toolbar-hoverBackground); outline: 1px dashed var(--vscode-toolbar-hoverOutline, transparent); }
      .steps button[aria-disabled='true'] { opacity: 0.4; cursor: default; }
      .previous .icon { transform: scaleX(-1); }
      .content { flex: 1; display: grid; grid-template-rows: minmax(13rem, 45vh) auto; gap: 0.75rem 1.25rem; min-height: 0; }
      .stage { position: relative; display: grid; min-width: 0; min-height: 0; border: 1px solid var(--vscode-contrastBorder, var(--vscode-panel-border, var(--track))); }
      .empty { place-self: center; margin: 1rem; text-align: center; }
      .side { display: flex; flex-direction: column; gap: 0.75rem; min-width: 0; min-height: 0; }
      footer { position: sticky; bottom: 0; display: flex; flex-direction: column; gap: 0.6rem; padding: 0.6rem 0 0.75rem; background: var(--vscode-editor-background); border-top: 1px solid var(--vscode-contrastBorder, var(--track)); }
      .place { display: flex; align-items: center; gap: 0.6rem; }
      select { flex: 1; min-width: 0; height: 26px; padding: 0 0.3rem; font: inherit; color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background); border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder)); border-radius: 2px; }
      select:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
      .buttons { display: flex; flex-wrap: wrap; gap: 0.5rem; }
      @container (min-width: 760px) {
        .page { height: 100vh; min-height: 22rem; }
        .content { grid-template: minmax(0, 1fr) / minmax(0, 1fr) minmax(20rem, 27rem); }
        assetmill-tuning-controls { flex: 1; min-height: 0; overflow: auto; }
        assetmill-tuning-result { flex: none; max-height: 40%; overflow: auto; }
        footer { position: static; }
        .stage { margin-bottom: 1rem; }
      }
      @container (min-width: 1100px) { .content.wide { grid-template-columns: minmax(0, 1fr) minmax(27rem, 42%); } }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.opener ??= deepFocus();
    window.addEventListener('keydown', this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('keydown', this.onKey);
    this.opener?.focus({ preventScroll: true });
    this.opener = undefined;
  }

  protected override firstUpdated(): void {
    void this.controls.updateComplete.then(() => this.controls.focus());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('tuning') && JSON.stringify(this.tuning.choice) === JSON.stringify(this.unconfirmed)) this.unconfirmed = undefined;
    const { before, after } = this.tuning;
    const urls = [before?.url, after?.url].join(' ');
    if (urls === this.wanted) return;
    this.wanted = urls;
    void this.showLoaded(before && { before, ...(after && { after }), similarity: null });
  }

  private async showLoaded(next: ShownComparison | undefined): Promise<void> {
    const { wanted } = this;
    await Promise.all([next?.before.url, next?.after?.url].map(loadImage));
    if (this.wanted === wanted) this.shown = next;
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const { key, altKey, ctrlKey, metaKey, defaultPrevented } = event;
    if (defaultPrevented || ctrlKey || metaKey) return;
    const step = altKey ? { ArrowLeft: -1, ArrowRight: 1 }[key] : undefined;
    const act = step ? () => this.actions.tuneImage(step) : altKey ? undefined : this.actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  };

  /** Enter presses the button that has the focus, and opens a list; everywhere else it runs. */
  private actionOf(event: KeyboardEvent): (() => void) | undefined {
    if (event.key === 'Escape') return () => this.actions.closeTuning();
    const isOwn = event.composedPath().some((each) => each instanceof Element && each.matches('button, select, vscode-button'));
    if (event.key !== 'Enter' || isOwn || this.tuning.count === 0) return undefined;
    // A number that was typed counts once its field has lost the focus.
    deepFocus()?.blur();
    return () => this.actions.runTuned();
  }

  private choose(choice: TuningChoice): void {
    this.unconfirmed = choice;
    this.actions.tune(choice);
  }

  override render(): TemplateResult {
    const { tuning } = this;
    return html`<main class="page">
      ${this.renderHeader()}
      <div class=${tuning.choice.operation === 'filter' ? 'content wide' : 'content'}>
        <div class="stage">${this.renderStage()}</div>
        <div class="side">
          <assetmill-tuning-result role="group" aria-label=${tuningTexts.result()} .tuning=${tuning}></assetmill-tuning-result>
          <assetmill-tuning-controls role="group" aria-label=${tuningTexts.controls()} .tuning=${tuning} .choice=${this.unconfirmed ?? tuning.choice}
            @choose=${({ detail }: CustomEvent<TuningChoice>) => this.choose(detail)}></assetmill-tuning-controls>
          ${this.renderFooter()}
        </div>
      </div>
    </main>`;
  }

  private renderHeader(): TemplateResult {
    const { title, file, index, count } = this.tuning;
    return html`<header>
      <h1>${title}</h1>
      <span class="file clip muted" title=${file ?? ''}>${file ?? ''}</span>
      ${
        count > 1
          ? html`<span class="steps">${this.renderStep('previous', -1, index === 0)}<span>${tuningTexts.position(index, count)}</span>${this.renderStep('next', 1, index === count - 1)}</span>`
          : nothing
      }
    </header>`;
  }

  /** A button that is disabled keeps the focus, for the one beside it. */
  private renderStep(name: 'previous' | 'next', step: number, disabled: boolean): TemplateResult {
    const hint = tuningTexts[name]();
    return html`<button class=${name} title=${hint} aria-label=${hint} aria-disabled=${disabled}
      @click=${() => !disabled && this.actions.tuneImage(step)}>${svgIcon('chevron')}</button>`;
  }

  private renderStage(): TemplateResult {
    const { tuning, shown } = this;
    if (shown)
      return html`<assetmill-compare-stage .labels=${imageLabels(false)} .comparison=${shown} .mode=${'slider'} .file=${tuning.file ?? ''}></assetmill-compare-stage>`;
    return html`<p class="empty muted">${tuning.count === 0 ? tuning.message : progressText(tuning)}</p>`;
  }

  private renderFooter(): TemplateResult {
    const { destination, count } = this.tuning;
    const folder = destination.kind === 'folder' ? destination.folder : undefined;
    const choose = ({ target }: Event) => this.actions.tuneDestination((target as HTMLSelectElement).value as DestinationKind);
    const option = (kind: DestinationKind) =>
      html`<option value=${kind} ?selected=${kind === destination.kind}>${destinationText(kind, folder)}</option>`;
    return html`<footer>
      <label class="place">${tuningTexts.destination()}<select .value=${live(destination.kind)} @change=${choose}>${destinationKinds.map(option)}</select></label>
      <div class="buttons">
        <vscode-button title=${tuningTexts.runHint()} ?disabled=${count === 0} @click=${() => this.actions.runTuned()}>${tuningTexts.run()}</vscode-button>
        <vscode-button secondary @click=${() => this.actions.saveTuned()}>${tuningTexts.save()}</vscode-button>
        <vscode-button secondary title=${tuningTexts.cancelHint()} @click=${() => this.actions.closeTuning()}>${tuningTexts.cancel()}</vscode-button>
      </div>
    </footer>`;
  }
}

/** Settles when the browser has an image, or knows that it cannot show it. */
async function loadImage(url: string | undefined): Promise<void> {
  if (url === undefined) return;
  const image = new Image();
  image.src = url;
  await image.decode().catch(() => {});
}

declare global {
  interface HTMLElementTagNameMap {
    'assetmill-tuning': Tuning;
  }
}
