import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import type { GroupsView } from '../../shared/protocol/groupsProtocol';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { groupStrings } from './groupStrings';

/** How alike images of a group are. */
@customElement('assetmill-similarity-choice')
export class SimilarityChoice extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) similarity!: NonNullable<GroupsView['similarity']>;
  /** Where the slider was moved to, until the host says so: what it said before must not move it back. */
  @state() private own: number | undefined;

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
    if (changed.has('similarity') && this.similarity.threshold === this.own) this.own = undefined;
  }

  override render(): TemplateResult {
    const { threshold, turned } = this.similarity;
    const { least, most } = similarityThresholds;
    const shown = this.own ?? threshold;
    return html`
      <label title=${groupStrings.thresholdHint}>${groupStrings.threshold}
        <input type="range" min=${least} max=${most} step="1" .value=${live(String(shown))} @input=${this.onSlide}><output>${shown}</output>
      </label>
      <label><input type="checkbox" .checked=${live(turned)} @change=${this.onTurned}>${groupStrings.turned}</label>
    `;
  }

  private onSlide({ target }: Event): void {
    this.own = Number((target as HTMLInputElement).value);
    this.actions.setThreshold(this.own);
  }

  private onTurned({ target }: Event): void {
    this.actions.setTurned((target as HTMLInputElement).checked);
  }
}
