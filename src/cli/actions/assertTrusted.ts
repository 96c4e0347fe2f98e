import { dirname } from 'node:path';
import { canAsk, isAgreed } from '../environment/ask';
import { isTrusted, trustFolder } from '../environment/trust';
import { UsageError } from '../environment/usageError';
import { terminalPath } from '../output/terminalPath';

/**
 * Makes sure that the user trusts the folder of a settings file; in a terminal, asks once.
 * @param file `.vscode/settings.json` in that folder
 * @throws UsageError when it is not trusted
 */
export async function assertTrusted(file: string, profile: string, signal: AbortSignal): Promise<void> {
  const folder = dirname(dirname(file));
  if (isTrusted(folder)) return;
  const question = `The profile "${profile}" is from ${terminalPath(file)}. It can choose folders to write to, and replace sources.\nTrust the profiles of ${folder}?`;
  if (canAsk() && (await isAgreed(question, signal))) {
    await trustFolder(folder);
    return;
  }
  throw new UsageError(
    `the profiles of ${folder} are not trusted; read ${terminalPath(file)}, then run "assetmill trust ${terminalPath(folder) || '.'}"`,
  );
}
