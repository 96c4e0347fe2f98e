import { isNarrowed, type RowQuery, type SortColumn, savingFilters } from '../../shared/protocol/rowQuery';
import { extensionOf } from './rowFacets';

/** Which rows match a query, in its order. Imports no vscode. */

/** What queries ask of a row. */
export interface RowFacts {
  /** Rank of its status in sorted tables. */
  readonly rank: number;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly bytes: number;
  /** Share of the bytes that its only output saves, from 1 down; undefined if it has none, or several. */
  readonly saving?: number | undefined;
  /** Width times height. */
  readonly pixels: number;
}

/** The rows that are ordered. */
export interface OrderedRows {
  readonly count: number;
  /** Increases when a row changes. */
  readonly version: number;
  /** Ids in path order with the query's status; undefined for all. */
  withStatus(filter: RowQuery['filter']): readonly number[] | undefined;
  factsOf(id: number): RowFacts;
  /** As people read it. */
  pathOf(id: number): string;
}

/** An order that took this many times longer to compute may be out of date. At least a fifth of a second. */
const restFactor = 10;
const leastRestMs = 200;

function savingKind(saving: number): RowQuery['saving'] {
  const [smaller, same, larger] = savingFilters;
  return saving > 0 ? smaller : saving < 0 ? larger : same;
}

/** Whether a row fulfills the conditions of a query, except for its status. */
function matcher({ text, cause, format, folder, saving }: RowQuery, rows: OrderedRows): (id: number) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const inFolder = (path: string) => folder === '' || path.startsWith(`${folder}/`);
  const isSaid = (path: string, message = '') => {
    const said = `${path}\n${message}`.toLowerCase();
    return words.every((word) => said.includes(word));
  };
  return (id) => {
    const { code, message, saving: share } = rows.factsOf(id);
    if (cause !== '' && code !== cause) return false;
    if (saving !== '' && (share === undefined || savingKind(share) !== saving)) return false;
    const path = rows.pathOf(id);
    return (format === '' || extensionOf(path) === format) && inFolder(path) && isSaid(path, message);
  };
}

/** A number for each row by which a column sorts; rows that lack it come last in both directions. */
const sortKeys: Readonly<Record<Exclude<SortColumn, 'path'>, (facts: RowFacts) => number>> = {
  status: ({ rank }) => rank,
  size: ({ bytes }) => bytes,
  saving: ({ saving = Number.NaN }) => saving,
  pixels: ({ pixels }) => (pixels > 0 ? pixels : Number.NaN),
};

function sorted(ids: Uint32Array, { sort, descending }: RowQuery, rows: OrderedRows): Uint32Array {
  if (sort === 'path') return descending ? ids.reverse() : ids;
  const keys = Float64Array.from(ids, (id) => sortKeys[sort](rows.factsOf(id)));
  return arranged(ids, keys, descending);
}

/** Ids in the order of their keys; equal ones stay as they are. Sorting numbers alone is several times faster than with a function that compares. */
function arranged(ids: Uint32Array, keys: Float64Array, descending: boolean): Uint32Array {
  // NaN comes last.
  const values = keys.slice().sort();
  if (descending) values.subarray(0, values.length - keys.filter(Number.isNaN).length).reverse();
  /** Where the next id with this key goes. */
  const positions = new Map<number, number>();
  for (const [position, value] of values.entries()) if (!positions.has(value)) positions.set(value, position);
  const result = new Uint32Array(ids.length);
  for (const [index, id] of ids.entries()) {
    const key = keys[index] as number;
    const position = positions.get(key) as number;
    result[position] = id;
    positions.set(key, position + 1);
  }
  return result;
}

/** Ids by position. */
export type IdList = ArrayLike<number>;

/** The order of one query, kept until the rows change. While outcomes stream in, it may be a little out of date. */
export class RowOrder {
  #key = '';
  #version = -1;
  #ids: IdList | undefined;
  #computedAt = 0;
  #restMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param refresh called when an order that was out of date can be computed again */
  constructor(
    readonly rows: OrderedRows,
    readonly refresh: () => void,
  ) {}

  /** The ids that match a query, in its order; undefined for all of them in path order, where the id is the position. */
  ids(query: RowQuery): IdList | undefined {
    const { sort, descending, filter } = query;
    if (!isNarrowed(query) && sort === 'path' && !descending) return this.rows.withStatus(filter);
    const key = JSON.stringify(query);
    if (key === this.#key && this.#isUsable()) return this.#ids;
    this.#compute(query);
    this.#key = key;
    return this.#ids;
  }

  #isUsable(): boolean {
    if (this.#version === this.rows.version) return true;
    const restMs = this.#computedAt + this.#restMs - performance.now();
    if (restMs <= 0) return false;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.refresh();
    }, restMs);
    return true;
  }

  #compute(query: RowQuery): void {
    const started = performance.now();
    const { rows } = this;
    const candidates = Uint32Array.from(rows.withStatus(query.filter) ?? { length: rows.count }, (id, index) => id ?? index);
    const matches = isNarrowed(query) ? matcher(query, rows) : undefined;
    this.#ids = sorted(matches ? candidates.filter(matches) : candidates, query, rows);
    this.#version = rows.version;
    this.#computedAt = performance.now();
    this.#restMs = Math.max(leastRestMs, restFactor * (this.#computedAt - started));
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }
}
