import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { walkContainer } from '../formats/walkContainer';
import { hasBytes } from '../fs/sameBytes';
import { decodeImage, type ExpectedImage } from '../sources/decodeImage';

/** How an output is verified. */
export interface Verification {
  readonly expected: ExpectedImage;
  /** Whether all of its pixels are decoded, too: then it may take the place of an original. */
  readonly isDecoded: boolean;
}

const properties = ['width', 'height', 'pages'] as const;

/** Whether the container reaches its end mark and has the expected size. If not, or if it has no end mark, decoding decides. */
function isWhole(bytes: Buffer, expected: ExpectedImage): boolean {
  try {
    const walked = walkContainer(bytes, expected.format);
    return walked !== undefined && properties.every((key) => walked[key] === expected[key]);
  } catch {
    return false;
  }
}

/**
 * Verifies a written file (safety invariant 3): the disk has the very bytes of the encoder, and they are a whole image of the
 * expected format and size.
 * @param bytes as they were encoded
 * @throws FailureError `check-failed`
 */
export async function verifyOutput(path: string, bytes: Buffer, { expected, isDecoded }: Verification): Promise<void> {
  let found: ExpectedImage;
  try {
    if (!hasBytes(path, bytes)) throw new Error('the file differs from what was written');
    if (!isDecoded && isWhole(bytes, expected)) return;
    found = await decodeImage(path, expected);
  } catch (error) {
    throw new FailureError(
      'check-failed',
      l10n.t('The new file could not be read back from the disk, so it was discarded. Check the disk and run again.'),
      { cause: error, doubtful: true },
    );
  }
  const wrong = (['format', ...properties] as const).find((key) => found[key] !== expected[key]);
  if (wrong) {
    throw new FailureError(
      'check-failed',
      l10n.t('The new file was discarded: expected {0} {1}, got {2}. Please report this.', wrong, expected[wrong], found[wrong]),
    );
  }
}
