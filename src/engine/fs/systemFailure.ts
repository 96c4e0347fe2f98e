import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';

/** The code and the message of each system error. Messages are functions: they are translated when an error is reported. */
const systemErrors: Readonly<Record<string, readonly [FailureCode, () => string]>> = {
  ENOENT: ['vanished', () => l10n.t('The file does not exist. It may have been moved or deleted.')],
  EACCES: [
    'permission',
    () => l10n.t('Permission to read or write was denied. Change the permissions of the file or folder and run again.'),
  ],
  EPERM: ['permission', () => l10n.t('The system denied access: the file or folder is protected. Change its permissions and run again.')],
  ENOSPC: ['disk-full', () => l10n.t('The disk is full. Free some space and run again. Nothing was changed for this file.')],
  EDQUOT: ['disk-full', () => l10n.t('Your disk quota is used up. Free some space and run again. Nothing was changed for this file.')],
  EFBIG: ['disk-full', () => l10n.t('The file would be larger than this disk or account allows.')],
  EROFS: ['read-only', () => l10n.t('The disk is read-only. Choose a folder on another disk.')],
  ENAMETOOLONG: ['name-too-long', () => l10n.t('The name of the new file is too long for this disk. Choose a shorter name template.')],
  EEXIST: ['target-exists', () => l10n.t('A file with this name appeared during the run. It was left unchanged; run again.')],
  EBUSY: ['permission', () => l10n.t('Another program has the file open. Close it there and run again.')],
  EISDIR: ['not-a-file', () => l10n.t('This is a folder, not a file.')],
  ENOTDIR: ['not-a-file', () => l10n.t('Part of the path is a file, not a folder.')],
  EMFILE: ['input-output', () => l10n.t('Too many files are open on this system. Run again with fewer workers.')],
  ERR_INVALID_ARG_VALUE: [
    'recipe',
    () => l10n.t('A path contains a NUL character, which no file system allows. Correct the folder or the name in the profile.'),
  ],
  ENFILE: ['input-output', () => l10n.t('Too many files are open on this system. Run again with fewer workers.')],
  ESTALE: ['input-output', () => l10n.t('The network drive no longer knows the file. Reconnect the drive and run again.')],
  ETIMEDOUT: ['input-output', () => l10n.t('The network drive does not answer. Check the connection and run again.')],
  ENOTCONN: ['input-output', () => l10n.t('The drive is no longer connected. Connect it and run again.')],
  ELOOP: ['not-a-file', () => l10n.t('The path has too many links, or links that lead to each other.')],
  EIO: ['input-output', () => l10n.t('The disk reported a read or write error. Check the disk.')],
};

/** The failure behind an error of the operating system; undefined for other errors. */
export function systemFailure(error: unknown): FailureError | undefined {
  const { code, syscall, path } = (error ?? {}) as NodeJS.ErrnoException;
  // Node replaces the bytes that are not UTF-8, so the path that it gives leads to no file.
  if (code === 'ENOENT' && path?.includes('\uFFFD'))
    return new FailureError(
      'unsupported',
      l10n.t('The name of the file or of a folder is not valid UTF-8, so it cannot be opened. Rename it.'),
      {
        cause: error,
      },
    );
  const known = code === undefined ? undefined : systemErrors[code];
  if (known) return new FailureError(known[0], known[1](), { cause: error });
  if (code === undefined || syscall === undefined) return undefined;
  const message = l10n.t('The system could not read or write a file ({0}). Check the disk and run again.', code);
  return new FailureError('input-output', message, { cause: error });
}
