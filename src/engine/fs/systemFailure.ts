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
  ENOTDIR: ['not-a-file', () => l10n.t('A part of the path is a file, not a folder.')],
  EMFILE: ['input-output', () => l10n.t('Too many files are open on this system. Run again with fewer workers.')],
  ERR_INVALID_ARG_VALUE: [
    'recipe',
    () => l10n.t('A path contains a NUL character, which no file system allows. Correct the folder or the name in the profile.'),
  ],
  EIO: ['input-output', () => l10n.t('The disk reported a read or write error. Check the disk.')],
};

/** The failure behind an error of the operating system; undefined for other errors. */
export function systemFailure(error: unknown): FailureError | undefined {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : systemErrors[code];
  if (known) return new FailureError(known[0], known[1](), { cause: error });
  if (code === undefined || syscall === undefined) return undefined;
  const message = l10n.t('The system could not read or write a file ({0}). Check the disk and run again.', code);
  return new FailureError('input-output', message, { cause: error });
}
