import type { Locator } from 'playwright-core';
import type { Stage } from './stage';

/** A picture of the window, and how long it is shown. */
export interface Frame {
  readonly png: Buffer;
  readonly ms: number;
}

/** What a film tells the page about the pointer. */
interface Pointer {
  readonly x: number;
  readonly y: number;
  readonly isDown: boolean;
}

/** Runs in the page. A browser without a window draws no pointer, so the page does, in SVG, since it refuses HTML as text. */
function drawPointer({ x, y, isDown }: Pointer): void {
  const id = 'film-pointer';
  const namespace = 'http://www.w3.org/2000/svg';
  const add = (parent: Element, name: string, attributes: Record<string, string>) => {
    const element = document.createElementNS(namespace, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return parent.appendChild(element);
  };
  document.getElementById(id)?.remove();
  const svg = add(document.body, 'svg', { id, width: '48', height: '48', viewBox: '-16 -16 48 48' }) as SVGElement;
  Object.assign(svg.style, { position: 'fixed', left: `${x - 16}px`, top: `${y - 16}px`, zIndex: '1000000', pointerEvents: 'none' });
  if (isDown) add(svg, 'circle', { r: '13', fill: '#3794ff', 'fill-opacity': '0.35', stroke: '#3794ff', 'stroke-width': '2' });
  const arrow = 'M0 0v19l4.6-4.3 3.1 7 3.2-1.4-3.1-6.9h6.3z';
  add(svg, 'path', { d: arrow, fill: '#fff', stroke: '#111', 'stroke-width': '1.4', 'stroke-linejoin': 'round' });
}

const stepMs = 50;

/** Films a window, step by step: what is shown does not depend on the speed of the machine. */
export class Camera {
  readonly frames: Frame[] = [];
  private pointer: Pointer = { x: 480, y: 420, isDown: false };

  constructor(private readonly stage: Stage) {}

  /** Shows the window as it is for a while. */
  async hold(ms: number): Promise<void> {
    await this.stage.page.evaluate(drawPointer, this.pointer);
    this.frames.push({ png: await this.stage.page.screenshot(), ms });
  }

  /** Moves the pointer to a place in an element, slower at both ends. */
  async moveTo(target: Locator, offset: { readonly x: number; readonly y: number }, steps = 8): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error('what the pointer moves to is not shown');
    const { x, y } = this.pointer;
    const [toX, toY] = [box.x + offset.x, box.y + offset.y];
    for (let step = 1; step <= steps; step += 1) {
      const share = (1 - Math.cos((Math.PI * step) / steps)) / 2;
      this.pointer = { x: x + (toX - x) * share, y: y + (toY - y) * share, isDown: false };
      await this.stage.page.mouse.move(this.pointer.x, this.pointer.y);
      await this.hold(stepMs);
    }
  }

  /** Presses a button of the mouse where the pointer is. */
  async click(button: 'left' | 'right' = 'left'): Promise<void> {
    const { x, y } = this.pointer;
    this.pointer = { x, y, isDown: true };
    await this.hold(3 * stepMs);
    await this.stage.page.mouse.click(x, y, { button });
    this.pointer = { x, y, isDown: false };
  }

  /**
   * Films until something is done. The film shows it in the same time wherever it is made.
   * @param ms how long it is shown
   * @param most number of frames that are kept of it
   */
  async follow(done: Promise<void>, ms: number, most: number): Promise<void> {
    const first = this.frames.length;
    let isDone = false;
    const end = done.finally(() => {
      isDone = true;
    });
    while (!isDone) await this.hold(0);
    await end;
    const all = this.frames.splice(first);
    const share = Math.max(1, all.length / most);
    const kept = all.filter((_, index) => Math.floor(index / share) !== Math.floor((index - 1) / share));
    this.frames.push(...kept.map(({ png }) => ({ png, ms: Math.round(ms / kept.length) })));
  }
}
