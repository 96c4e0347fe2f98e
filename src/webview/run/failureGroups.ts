import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { FailureAction, FailureGroup, RowQuery } from '../../shared/protocol/rowQuery';
import { everyRow } from '../../shared/protocol/rowQuery';
import { baseStyles } from '../common/baseStyles';
import type { HostActions } from '../common/hostActions';
import { iconStyles, svgIcon } from '../common/svgIcon';
import { failureTexts, groupText } from './failureTexts';

/** Causes shown before the user asks for all. */
const usuallyShown = 3;

/** The failures of a run by their cause, each with what can be done about all of them at once. Fires `query`. */
@customElement('assetmill-failure-groups')
export class FailureGroups extends LitElement {
  @property({ attribute: false }) actions!: HostActions;
  @property({ attribute: false }) groups: readonly FailureGroup[] = [];
  /** The cause that the table is narrowed down to. */
  @property({ attribute: false }) cause = '';
  /** Whether the files can be processed again, and excluded in a profile. */
  @property({ attribute: false }) repeatable = false;
  @property({ type: Boolean }) showsAll = false;

  static override styles = [
    baseStyles,
    iconStyles,
    css`
      ul { display: grid; gap: 2px; margin: 0; padding: 0; list-style: none; }
      li { display: flex; flex-wrap: wrap; align-items: start; gap: 0 0.75rem; line-height: 1.5; }
      .text { flex: 1 1 16rem; display: flex; gap: 0.4rem; min-width: 0; text-align: start; border-radius: 2px; overflow-wrap: anywhere; }
      .text .icon { margin-top: 0.15em; }
      .text:hover span { text-decoration: underline; }
      .text[aria-pressed='true'] span { font-weight: 600; }
      .buttons { flex: none; display: flex; gap: 0.75rem; }
    `,
  ];

  private show(code: string): void {
    const change: Partial<RowQuery> = this.cause === code ? { ...everyRow } : { ...everyRow, filter: 'failed', cause: code };
    this.dispatchEvent(new CustomEvent<Partial<RowQuery>>('query', { detail: change, bubbles: true, composed: true }));
  }

  override render(): TemplateResult | typeof nothing {
    const { groups } = this;
    const shown = this.showsAll ? groups : groups.slice(0, usuallyShown);
    return html`<ul aria-label=${failureTexts.title()}>${shown.map((group) => this.renderGroup(group))}${
      shown.length < groups.length
        ? html`<li><button class="link" @click=${this.showAll}>${failureTexts.others(groups.length - shown.length)}</button></li>`
        : nothing
    }</ul>`;
  }

  private showAll(): void {
    this.showsAll = true;
  }

  private renderGroup(group: FailureGroup): TemplateResult {
    const { code } = group;
    const pressed = this.cause === code;
    return html`<li>
      <button class="text" aria-pressed=${pressed} title=${pressed ? failureTexts.showAll() : failureTexts.showThese()} @click=${() => this.show(code)}>${svgIcon('failed')}<span>${groupText(group)}</span></button>
      <span class="buttons">${this.renderButton('copy', code)}${this.repeatable ? html`${this.renderButton('retry', code)}${this.renderButton('exclude', code)}` : nothing}</span>
    </li>`;
  }

  private renderButton(action: FailureAction, code: string): TemplateResult {
    const [label, hint] = failureTexts.actions[action]() as [string, string];
    return html`<button class="link" title=${hint} @click=${() => this.actions.actOnFailures(action, code)}>${label}</button>`;
  }
}
