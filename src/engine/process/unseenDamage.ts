import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { RenderedOutput } from '../render/renderedOutput';
import { damageCodes } from '../sources/damageNote';
import { decodeFully } from '../sources/decodeFully';
import { diagnose, lacksEnd } from '../sources/diagnose';
import { readably } from '../sources/readableSource';
import type { OutputJob } from './outputJob';

/** Finds damage that rendering an output does not meet: of a JPEG decoded at half its size or less, damage in the last rows stays unseen. */

/**
 * The damage of a source that was rendered all the same. A source that is to be replaced is decoded in full; for a new file, only if
 * the source lacks its end, so that whole ones cost nothing.
 * @throws FailureError with any other fault of the source
 */
export async function unseenDamage(
  { task: { source, header } }: OutputJob,
  { width, height }: RenderedOutput,
  isReplaced: boolean,
): Promise<FailureError | undefined> {
  const isShrunk = header.format === 'jpeg' && Math.max(width, height) * 2 <= Math.max(header.width, header.height);
  if (!isShrunk || !(isReplaced || (await lacksEnd(source, header.format)))) return undefined;
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
