import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { decodeImage, type ExpectedImage } from '../sources/decodeImage';

/**
 * Opens a written file again and decodes it completely (safety invariant 3).
 * @throws FailureError `check-failed` when it is not the expected image
 */
export async function verifyOutput(path: string, expected: ExpectedImage): Promise<void> {
  let found: ExpectedImage;
  try {
    found = await decodeImage(path, expected);
  } catch (error) {
    throw new FailureError(
      'check-failed',
      l10n.t('The new file could not be read back from the disk, so it was discarded. Check the disk and run again.'),
      { cause: error },
    );
  }
  const keys = ['format', 'width', 'height', 'pages'] as const;
  const wrong = keys.find((key) => found[key] !== expected[key]);
  if (wrong) {
    throw new FailureError(
      'check-failed',
      l10n.t('The new file was discarded: expected {0} {1}, got {2}. Please report this.', wrong, expected[wrong], found[wrong]),
    );
  }
}
