import type { RunStore } from '../state/runStore';

/** A row that an action applies to. */
export interface RowTarget {
  readonly id: number;
  readonly source: string;
  /** The output that is meant: the one clicked, or the first; undefined if there is none. */
  readonly output?: string;
  /** All outputs. */
  readonly outputs: readonly string[];
}

/** The rows that an action on one row applies to. @param output index of the output that was clicked */
export function rowTargets(store: RunStore, id: number, output?: number): RowTarget[] {
  const ids = output === undefined ? store.rows.targetsOf(id) : [id];
  return ids.flatMap((each) => {
    const source = store.pathOf(each);
    if (source === undefined) return [];
    const outputs = store.outputsOf(each);
    const meant = outputs[output ?? 0];
    return [{ id: each, source, outputs, ...(meant !== undefined && { output: meant }) }];
  });
}

/** The path that a row stands for: its output, or its source. */
export function shownPath({ output, source }: RowTarget): string {
  return output ?? source;
}

/** The paths that a selection of rows stands for: a single row for the output that was clicked, several for all of their outputs. */
export function shownPaths(targets: readonly RowTarget[]): string[] {
  if (targets.length === 1) return targets.map(shownPath);
  return targets.flatMap(({ outputs, source }) => (outputs.length > 0 ? outputs : [source]));
}
