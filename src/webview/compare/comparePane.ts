import { css, html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { PixelSize } from '../../shared/values/pixelSize';
import { comparisonTexts } from './comparisonTexts';
import type { Point } from './viewport';

/** An image in a pane. */
export interface Layer {
  readonly url: string;
  readonly label: string;
  /** Text of the label for screen readers. */
  readonly alt: string;
  /** In pixels of the image. */
  readonly size: PixelSize;
  /** The part of the pane in which it shows, from and to a percentage of the width; all of it by default. */
  readonly part?: readonly [from: number, to: number];
  readonly hidden?: boolean;
}

/** From this zoom on, pixels are squares: otherwise a browser would blur what one wants to see. */
const squaresFrom = 3;

/**
 * A pane with images in the same place.
 * @param place of the images, in CSS pixels
 * @param fill whether all of them fill it, since their proportions are the same
 */
export function comparePane(layers: readonly Layer[], place: Point & PixelSize, fill: boolean): TemplateResult {
  return html`${repeat(
    layers,
    ({ url }) => url,
    (layer) => renderLayer(layer, fill ? place : placeInside(place, layer.size)),
  )}`;
}

/** The largest place for an image of other proportions, in the middle. */
function placeInside(place: Point & PixelSize, size: PixelSize): Point & PixelSize {
  const scale = Math.min(place.width / size.width, place.height / size.height);
  const [width, height] = [size.width * scale, size.height * scale];
  return { x: place.x + (place.width - width) / 2, y: place.y + (place.height - height) / 2, width, height };
}

function renderLayer({ url, label, alt, size, part = [0, 100], hidden = false }: Layer, place: Point & PixelSize): TemplateResult {
  const [from, to] = part;
  const { x, y, width, height } = place;
  const frame = `transform: translate(${Math.round(x)}px, ${Math.round(y)}px); width: ${width}px; height: ${height}px`;
  return html`
    <div class="layer" ?hidden=${hidden} .style=${`clip-path: inset(0 ${100 - to}% 0 ${from}%)`}>
      <div class="frame" .style=${frame}><img class=${width / size.width >= squaresFrom ? 'squares' : ''} src=${url} alt=${alt} draggable="false" @error=${showAlt}></div>
      <span class=${from > 0 ? 'label after' : 'label'} aria-hidden="true">${label}</span>
    </div>
  `;
}

function showAlt({ target }: Event): void {
  const image = target as HTMLImageElement;
  image.alt = comparisonTexts.notShown();
}

export const comparePaneStyles = css`
  .layer { position: absolute; inset: 0; overflow: hidden; }
  .layer[hidden] { display: block; visibility: hidden; }
  /* A checkerboard shows what is transparent. */
  .frame { position: absolute; top: 0; left: 0; background: repeating-conic-gradient(var(--square) 0 25%, var(--vscode-editor-background) 0 50%) 0 0 / 16px 16px; --square: color-mix(in srgb, var(--vscode-foreground) 18%, var(--vscode-editor-background)); }
  img { display: block; width: 100%; height: 100%; user-select: none; }
  img.squares { image-rendering: pixelated; }
  .label { position: absolute; top: 0.5rem; left: 0.5rem; padding: 0 0.45rem; border: 1px solid var(--vscode-contrastBorder, transparent); border-radius: 3px; line-height: 1.5rem; color: var(--vscode-foreground); background: color-mix(in srgb, var(--vscode-editor-background) 85%, transparent); pointer-events: none; }
  .label.after { left: auto; right: 0.5rem; }
`;
