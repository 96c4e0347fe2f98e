import * as l10n from '@vscode/l10n';
import { type FailureCode, FailureError } from '../../shared/run/failure';

const systemErrors: Readonly<Record<string, readonly [FailureCode, string]>> = {
  ENOENT: ['vanished', l10n.t('The file is not there any more: it was moved or deleted.')],
  EACCES: [
    'permission',
    l10n.t('There is no permission to read or write here. Change the permissions of the file or folder and run again.'),
  ],
  EPERM: ['permission', l10n.t('The system refuses access: the file or folder is protected. Change its permissions and run again.')],
  ENOSPC: ['disk-full', l10n.t('The disk is full. Free some space and run again; nothing was changed for this file.')],
  EDQUOT: ['disk-full', l10n.t('Your quota of disk space is used up. Free some space and run again; nothing was changed for this file.')],
  EFBIG: ['disk-full', l10n.t('The file would be larger than this disk or account allows.')],
  EROFS: ['read-only', l10n.t('The disk can only be read. Choose a folder on another disk.')],
  ENAMETOOLONG: ['name-too-long', l10n.t('The name of the new file is too long for this disk. Choose a shorter name template.')],
  EEXIST: ['target-exists', l10n.t('A file of that name appeared while the run was going. It was left as it is; run again.')],
  EBUSY: ['permission', l10n.t('Another program has the file open. Close it there and run again.')],
  EISDIR: ['not-a-file', l10n.t('This is a folder, not a file.')],
  ENOTDIR: ['not-a-file', l10n.t('A part of the path is a file where a folder is needed.')],
  EMFILE: ['input-output', l10n.t('Too many files are open on this system. Run again with fewer workers.')],
  EIO: ['input-output', l10n.t('The disk reported a read or write error. Check the disk.')],
};

/** The failure behind an error of the operating system, if it is one that has a name here. */
export function systemFailure(error: unknown): FailureError | undefined {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const known = code === undefined ? undefined : systemErrors[code];
  return known && new FailureError(known[0], known[1], { cause: error });
}
