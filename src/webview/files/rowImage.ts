import { html, type TemplateResult } from 'lit';
import type { Row } from '../../shared/protocol/panelProtocol';
import { nameOf } from '../common/pathText';
import { svgIcon } from '../common/svgIcon';

/** The thumbnail of a row; until there is one, an icon and the extension. */
export function rowImage({ image, path }: Row): TemplateResult {
  if (image !== undefined) return html`<img src=${image} alt="" decoding="async" draggable="false">`;
  const name = nameOf(path);
  const dot = name.lastIndexOf('.');
  return html`<span class="kind muted">${svgIcon('open')}<span class="extension clip" data-extension=${dot > 0 ? name.slice(dot) : ''}></span></span>`;
}
