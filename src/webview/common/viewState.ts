import { endStatuses, type RowFilter } from '../../shared/protocol/panelProtocol';

/** What survives while the panel is hidden and its page is destroyed: where the user was, never the progress of the run. */
export interface ViewState {
  /** Id of the run that was shown; another run starts at the top. */
  readonly run?: string | undefined;
  readonly filter: RowFilter;
  /** First row in view. */
  readonly first: number;
}

/** The part of `acquireVsCodeApi()` that stores the page's state. */
export interface StateStorage {
  getState(): unknown;
  setState(state: unknown): void;
}

const rowFilters: readonly unknown[] = ['all', ...endStatuses];

/** The stored state, or the top of all files. Of a state that another version stored, the valid parts count. */
export function readViewState(storage: StateStorage): ViewState {
  const { run, filter, first } = (storage.getState() ?? {}) as Record<keyof ViewState, unknown>;
  return {
    run: typeof run === 'string' ? run : undefined,
    filter: rowFilters.includes(filter) ? (filter as RowFilter) : 'all',
    first: typeof first === 'number' && first > 0 ? Math.floor(first) : 0,
  };
}
