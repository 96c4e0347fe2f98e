import { everyRow, type RowQuery, rowFilters, savingFilters, sortColumns } from '../../shared/protocol/rowQuery';

/** How the rows are laid out. */
export const layouts = ['table', 'gallery'] as const;
export type Layout = (typeof layouts)[number];

/** Sizes of the tiles in the gallery, in CSS pixels. */
export const tileSizes = { least: 96, most: 320, usual: 160, step: 16 } as const;

/** What survives while the panel is hidden and its page is destroyed: where the user was, never the progress of the run. */
export interface ViewState {
  /** Id of the run that was shown; another run starts at the top. */
  readonly run?: string | undefined;
  readonly query: RowQuery;
  /** First row in view. */
  readonly first: number;
  readonly layout: Layout;
  /** Side of a tile in CSS pixels. */
  readonly tile: number;
}

/** The part of `acquireVsCodeApi()` that stores the page's state. */
export interface StateStorage {
  getState(): unknown;
  setState(state: unknown): void;
}

function oneOf<Value>(values: readonly Value[], value: unknown, fallback: Value): Value {
  return values.includes(value as Value) ? (value as Value) : fallback;
}

function readQuery(stored: unknown): RowQuery {
  const query = (stored ?? {}) as Record<keyof RowQuery, unknown>;
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    filter: oneOf(rowFilters, query.filter, everyRow.filter),
    text: text(query.text),
    cause: text(query.cause),
    format: text(query.format),
    folder: text(query.folder),
    saving: oneOf(['', ...savingFilters], query.saving, everyRow.saving),
    sort: oneOf(sortColumns, query.sort, everyRow.sort),
    descending: query.descending === true,
  };
}

/** The stored state, or the top of all files. Of a state that another version stored, the valid parts count. */
export function readViewState(storage: StateStorage): ViewState {
  const { run, query, first, layout, tile } = (storage.getState() ?? {}) as Record<keyof ViewState, unknown>;
  const isTile = typeof tile === 'number' && tile >= tileSizes.least && tile <= tileSizes.most;
  return {
    run: typeof run === 'string' ? run : undefined,
    query: readQuery(query),
    first: typeof first === 'number' && first > 0 ? Math.floor(first) : 0,
    layout: oneOf(layouts, layout, 'table'),
    tile: isTile ? tile : tileSizes.usual,
  };
}
