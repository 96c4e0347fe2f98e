import type { RunTable } from './runTable';
import { imageKey } from './thumbnails';

/** The images of a row, as keys of `Thumbnails`; undefined where there is none. */
export interface RowImages {
  /** Its first output, or its source. */
  readonly current: string | undefined;
  /** What the row showed before its file ended, which stands in until the thumbnail of the output is made. */
  readonly earlier: string | undefined;
}

/** @param run id of the run, whose files may be replaced */
export function rowImages(table: RunTable, id: number, run: string | undefined, hasThumbnail: (path: string) => boolean): RowImages {
  const keyOf = (path: string | undefined, ended: boolean, outputs: number) =>
    path !== undefined && hasThumbnail(path) ? imageKey(path, [run, ended, outputs].join(' ')) : undefined;
  return {
    current: keyOf(table.imageOf(id), table.hasEnded(id), table.outputsOf(id).length),
    earlier: keyOf(table.sourceOf(id), false, 0),
  };
}
