import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { formatCount } from '../../shared/values/formatQuantity';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { groupTexts } from './groupTexts';

/** Sets how similar the images of a group must be. */
@customElement('assetmill-similarity-controls')
export class SimilarityControls extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) similarity!: NonNullable<GroupsView['similarity']>;
  /** Position of the slider until the host confirms it: an earlier message must not move it back. */
  @state() private unconfirmed: number | undefined;

  static override styles = [
    baseStyles,
    css`
      :host { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem 1.25rem; }
      label { display: flex; align-items: center; gap: 0.5rem; min-height: 24px; }
      input { margin: 0; accent-color: var(--vscode-focusBorder); }
      input[type='range'] { width: 9rem; }
      input:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
      output { width: 1.4rem; font-variant-numeric: tabular-nums; }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('similarity') && this.similarity.threshold === this.unconfirmed) this.unconfirmed = undefined;
  }

  override render(): TemplateResult {
    const { threshold, turned } = this.similarity;
    const { least, most } = similarityThresholds;
    const shown = this.unconfirmed ?? threshold;
    return html`
      <label title=${groupTexts.thresholdHint()}>${groupTexts.threshold()}
        <input type="range" min=${least} max=${most} step="1" .value=${live(String(shown))} @input=${this.onSlide}><output>${formatCount(shown)}</output>
      </label>
      <label><input type="checkbox" .checked=${live(turned)} @change=${this.onTurned}>${groupTexts.turned()}</label>
    `;
  }

  private onSlide({ target }: Event): void {
    this.unconfirmed = Number((target as HTMLInputElement).value);
    this.actions.setThreshold(this.unconfirmed);
  }

  private onTurned({ target }: Event): void {
    this.actions.setTurned((target as HTMLInputElement).checked);
  }
}
