import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { Task } from '../../shared/run/run';
import type { RenderedOutput } from '../render/renderedOutput';
import { diagnose, lacksEnd } from '../sources/diagnose';
import { jpegSamples } from '../sources/jpegSamples';

/** Finds damage that rendering an output does not meet: wrong samples of a JPEG, which often show only as too many or too few of them. */

/** How many times smaller an output is that takes hardly longer than looking for damage. */
const thumbnailShrink = 4;

/** What is wrong with the source of a task although it was rendered. */
export class UnseenDamage {
  #found: Promise<FailureError | undefined> | undefined;

  constructor(readonly task: Task) {}

  /**
   * Looks for damage. A source that is to be replaced is always judged; for a new file that is much smaller only if the source lacks
   * its end, since that would take as long as the file.
   */
  async of({ width, height }: RenderedOutput, isReplaced: boolean): Promise<FailureError | undefined> {
    const { source, header } = this.task;
    if (header.format !== 'jpeg') return undefined;
    const isThumbnail = Math.max(width, height) * thumbnailShrink <= Math.max(header.width, header.height);
    if (!isReplaced && isThumbnail && !(await lacksEnd(source, header.format))) return undefined;
    this.#found ??= this.#judge();
    return this.#found;
  }

  async #judge(): Promise<FailureError | undefined> {
    const { source } = this.task;
    const damage = jpegSamples(source)?.damage;
    return damage && (await diagnose(source, new Error(`${damage} JPEG`)));
  }
}

/** Why a source that was rendered is not replaced. */
export function notReplaced({ code, doubtful = false, cause }: FailureError): FailureError {
  const message = l10n.t(
    'The image is damaged, so it was not replaced. Restore it from a backup, or write the result to a new file. On the command line, --force replaces it.',
  );
  return new FailureError(code, message, { cause, doubtful });
}
