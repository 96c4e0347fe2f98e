import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';
import { isWebAssembly, loadSharp, webAssemblyBytes } from '../formats/loadSharp';

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}

/**
 * Refuses a task that needs more memory than the image library can have.
 * @param bytes an estimate
 * @throws FailureError `unsupported`
 */
export async function refuseBeyondMemory(bytes: number): Promise<void> {
  if (bytes <= webAssemblyBytes || !isWebAssembly(await loadSharp())) return;
  const message = l10n.t(
    'This takes about {0} GB of memory. Without the native image library, which does not work here, only {1} GB can be used.',
    gigabytes(bytes),
    gigabytes(webAssemblyBytes),
  );
  throw new FailureError('unsupported', message);
}
