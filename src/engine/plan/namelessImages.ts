import { basename, extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import type { ContentType } from '../formats/signatures';
import { signatureBytes, sniffContentType } from '../formats/sniffContentType';
import { readHead } from '../sources/sourceType';

/** Images without an extension in a folder: a plan reports them, since their name does not say that they should be processed. */

/** Most files whose first bytes one plan reads. A folder of 100,000 files without an extension is no folder of images. */
const maxSniffed = 2000;

/** The type of an image, by its first bytes. A file that cannot be read is none. */
function imageType(path: string): ContentType | undefined {
  try {
    const type = sniffContentType(readHead(path, signatureBytes));
    return type?.kind === 'image' ? type : undefined;
  } catch {
    return undefined;
  }
}

export class NamelessImages {
  #sniffed = 0;

  /** Whether a file of a walk is an image without an extension. */
  has(path: string): boolean {
    if (extname(path) !== '' || basename(path).startsWith('.') || this.#sniffed >= maxSniffed) return false;
    this.#sniffed += 1;
    return imageType(path) !== undefined;
  }
}

/** Why an image without an extension is left out. */
export function namelessFailure(path: string): FailureError {
  const { name = '?', extensions = ['?'] } = imageType(path) ?? {};
  const [extension = '?'] = extensions;
  const message = l10n.t('The file has no extension, but its format is {0}. Rename it to {1}.', name, `${basename(path)}.${extension}`);
  return new FailureError('mislabeled', message, { format: extension.toUpperCase() });
}
