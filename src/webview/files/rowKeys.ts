import type { Row } from '../../shared/protocol/panelProtocol';
import type { RowAction, SelectMode } from '../../shared/protocol/rowQuery';

/** What keys and clicks do in the table and the gallery. */

/** How a click selects. As everywhere: Ctrl or Cmd adds a row, Shift selects a range. */
export function selectModeOf({ ctrlKey, metaKey, shiftKey }: MouseEvent): SelectMode {
  if (shiftKey) return 'range';
  return ctrlKey || metaKey ? 'toggle' : 'only';
}

/** Whether a key copies rows, not selected text. */
function copiesRows({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'c' && (ctrlKey || metaKey) && document.getSelection()?.toString() === '';
}

/** The action of a key on a row; undefined for a key without one. */
export function actionOfKey(event: KeyboardEvent, row: Row): RowAction | undefined {
  if (copiesRows(event)) return row.digests ? 'copyDigests' : 'copyPath';
  if (event.key === 'Delete') return 'cancel';
  if (event.key !== 'Enter') return undefined;
  if (event.shiftKey) return 'revealInExplorer';
  if (event.altKey) return 'compare';
  return event.ctrlKey || event.metaKey ? 'openToSide' : 'open';
}

/** A pause of this length starts a new text. */
const pauseMs = 800;

/** Collects the letters that are typed to find a name. */
export class TypeAhead {
  text = '';
  #typedAt = 0;

  /** Whether the text consists of its first letter. */
  get isFirst(): boolean {
    return this.text.length === 1;
  }

  /** @returns whether the key is part of a text */
  add({ key, ctrlKey, metaKey, altKey, timeStamp }: KeyboardEvent): boolean {
    if ([...key].length !== 1 || key === '?' || ctrlKey || metaKey || altKey) return false;
    this.text = timeStamp - this.#typedAt > pauseMs ? key : this.text + key;
    this.#typedAt = timeStamp;
    return true;
  }
}
