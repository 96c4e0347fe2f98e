import { visibleControls } from './visibleControls';

/** Text in HTML. Whatever came from outside passes here, in contents as well as in quoted attributes. */

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A text without markup. */
export function escaped(text: string): string {
  return visibleControls(text).replace(/[&<>"']/g, (sign) => entities[sign] as string);
}

/** The name of a file: whatever direction its letters have, it leaves the text around it alone. */
export function nameText(name: string): string {
  return `<bdi>${escaped(name)}</bdi>`;
}

/** An element around HTML that is safe already; none around nothing. */
export function element(tag: string, content: string, className = ''): string {
  if (content === '') return '';
  return `<${tag}${className === '' ? '' : ` class="${className}"`}>${content}</${tag}>`;
}
