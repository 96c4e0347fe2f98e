import type { Row } from '../../shared/protocol/panelProtocol';
import { fileCount } from '../../shared/values/formatQuantity';
import { nameOf } from '../common/pathText';

/** Dragging rows out of the panel. What is dragged must be known when the drag starts, so rows have the URIs of their files. */

/** Text that people copy: a press on it selects, and does not drag. */
const selectable = '.message, .digest, .details';

/** Whether a press on a part of a row may start a drag of its files. */
export function canDragFrom(target: EventTarget | null, row: Row | undefined): boolean {
  return row?.uris !== undefined && target instanceof Element && target.closest(selectable) === null;
}

/** The rows that a drag of one takes along: the selected ones that the page has, if it is one of them. */
export function draggedRows(row: Row, rows: readonly Row[]): readonly Row[] {
  return row.selected ? rows.filter(({ selected }) => selected) : [row];
}

/** The native path of a file by its URI. */
function pathOf(uri: string): string {
  const [, scheme, authority = '', encoded = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(uri) ?? [];
  const path = decodeURIComponent(encoded);
  if (/^\/[a-z]:/i.test(path)) return path.slice(1).replaceAll('/', '\\');
  return scheme === 'file' && authority !== '' ? `\\\\${authority}${path.replaceAll('/', '\\')}` : path;
}

/**
 * Says what is dragged, in each of the forms that VS Code and other programs ask for. `text/uri-list` is not among them: from a page,
 * Chromium turns each `file:` URI in it into `about:blank#blocked`, which a file manager would take for a link.
 */
export function setDragged(transfer: DataTransfer, uris: readonly string[]): void {
  transfer.effectAllowed = 'copy';
  transfer.setData('text/plain', uris.map(pathOf).join('\n'));
  // For text editors, where it stands for `text/uri-list`, and the chat.
  transfer.setData('application/vnd.code.uri-list', uris.join('\r\n'));
  // For groups of editors, terminals, and the Explorer.
  transfer.setData('ResourceURLs', JSON.stringify(uris));
}

/** What is shown beside the pointer: the name of the file, or how many there are. */
export function dragText(rows: readonly Row[], uris: readonly string[]): string {
  const [first, ...others] = rows;
  if (!first || others.length > 0 || uris.length > 1) return fileCount(uris.length);
  return nameOf(first.outputs[0]?.path ?? first.path);
}
