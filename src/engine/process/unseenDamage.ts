import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { Task } from '../../shared/run/run';
import type { RenderedOutput } from '../render/renderedOutput';
import { diagnose, lacksEnd } from '../sources/diagnose';
import { jpegSamples } from '../sources/jpegSamples';

/** Finds damage that rendering an output does not meet: wrong samples of a JPEG, which often show only as too many or too few of them. */

/** Up to this number of pixels, looking for damage takes a few milliseconds. */
const smallPixels = 2_000_000;

/** What is wrong with the source of a task although it was rendered. */
export class UnseenDamage {
  #found: Promise<FailureError | undefined> | undefined;

  constructor(readonly task: Task) {}

  /**
   * Looks for damage. A source that is to be replaced is always judged. For a new file of half the size or less, a large source is
   * judged only if it lacks its end: decoders are so fast then that looking for damage would take about as long.
   */
  async of({ width, height }: RenderedOutput, isReplaced: boolean): Promise<FailureError | undefined> {
    const { source, header } = this.task;
    if (header.format !== 'jpeg') return undefined;
    const isShrunk = Math.max(width, height) * 2 <= Math.max(header.width, header.height);
    const isFast = isShrunk && header.width * header.height > smallPixels;
    if (!isReplaced && isFast && !(await lacksEnd(source, header.format))) return undefined;
    this.#found ??= this.#judge();
    return this.#found;
  }

  async #judge(): Promise<FailureError | undefined> {
    const { source } = this.task;
    const damage = jpegSamples(source)?.damage;
    return damage && (await diagnose(source, new Error(`${damage} JPEG`)));
  }
}

/** Why a rendered output replaces no file, neither its source nor an earlier output. */
export function notReplaced({ code, doubtful = false, cause }: FailureError): FailureError {
  const message = l10n.t(
    'The image is damaged, so no file was replaced. Restore the image from a backup, or write the result to a new file. On the command line, --force replaces the file.',
  );
  return new FailureError(code, message, { cause, doubtful });
}
