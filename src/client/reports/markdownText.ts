import { visibleControls } from './visibleControls';

/** Text from outside in GitHub's Markdown. */

/** Signs that mean something in Markdown, in HTML, to a table, or that make an address a link, as numbers. Nothing reads these as markup. */
export function coded(text: string): string {
  return visibleControls(text).replace(/[&<>|\\`*_[\]~#@$]|:(?=\/\/|\w+:)|(?<=www)\./gi, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A name as code, in which nothing is markup. One that would end the code, or a cell of a table, is written in HTML. */
export function code(name: string): string {
  const text = visibleControls(name);
  return /[`|\\]|^\s|\s$/.test(text) ? `<code>${coded(text)}</code>` : `\`${text}\``;
}
