import { endStatuses, type RowFilter } from '../../shared/protocol/panelProtocol';

/** What survives while the panel is hidden and its page gone: where the user was, never what the run did. */
export interface Place {
  /** Id of the run that the place is in; another run starts at the top. */
  readonly run?: string | undefined;
  readonly filter: RowFilter;
  /** First row in sight. */
  readonly first: number;
}

/** The part of `acquireVsCodeApi()` that remembers. */
export interface StateKeeper {
  getState(): unknown;
  setState(state: unknown): void;
}

const filters: readonly unknown[] = ['all', ...endStatuses];

/** Where the user was, or the top of all files; an earlier version's state is taken as far as it makes sense. */
export function readPlace(keeper: StateKeeper): Place {
  const { run, filter, first } = (keeper.getState() ?? {}) as Record<keyof Place, unknown>;
  return {
    run: typeof run === 'string' ? run : undefined,
    filter: filters.includes(filter) ? (filter as RowFilter) : 'all',
    first: typeof first === 'number' && first > 0 ? Math.floor(first) : 0,
  };
}
