import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { RenderedOutput } from '../render/renderedOutput';
import { damageCodes } from '../sources/damageNote';
import { decodeFully, wholeJpegPixels } from '../sources/decodeFully';
import { diagnose, lacksEnd } from '../sources/diagnose';
import { readably } from '../sources/readableSource';
import type { OutputJob } from './outputJob';

/**
 * Finds damage that rendering an output does not meet. libvips tells of a warning only with the next rows, so what it finds at the end
 * of a JPEG stays unseen at any size; wrong samples anywhere often show only there, as too many or too few of them.
 */

/**
 * The damage of a source that was rendered all the same. A source that is to be replaced is decoded in full; for a new file, only if
 * the source lacks its end, so that whole ones cost nothing. JPEGs of more than {@link wholeJpegPixels} may still hide damage at their end.
 * @throws FailureError with any other fault of the source
 */
export async function unseenDamage(
  { task: { source, header } }: OutputJob,
  { width, height }: RenderedOutput,
  isReplaced: boolean,
): Promise<FailureError | undefined> {
  if (header.format !== 'jpeg') return undefined;
  const isShrunk = Math.max(width, height) * 2 <= Math.max(header.width, header.height);
  // Decoding a large one again finds no more than rendering it at more than half its size did.
  const findsMore = isShrunk || header.width * header.height <= wholeJpegPixels;
  if (!findsMore || !(isReplaced || (isShrunk && (await lacksEnd(source, header.format))))) return undefined;
  try {
    await readably(source, (readable) => decodeFully(readable, header, () => {}));
    return undefined;
  } catch (error) {
    const failure = await diagnose(source, error);
    if (damageCodes.has(failure.code)) return failure;
    throw failure;
  }
}

/** Why a source that was rendered is not replaced. */
export function notReplaced({ code, doubtful = false, cause }: FailureError): FailureError {
  const message = l10n.t(
    'The image is damaged, so it was not replaced. Restore it from a backup, or write the result to a new file. On the command line, --force replaces it.',
  );
  return new FailureError(code, message, { cause, doubtful });
}
