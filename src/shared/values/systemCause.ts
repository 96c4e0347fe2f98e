import * as l10n from '@vscode/l10n';

/** The cause of each system error, with what to do about it. Functions: they are translated when an error is reported. */
const causes: Readonly<Record<string, () => string>> = {
  ENOSPC: () => l10n.t('The disk is full. Free some space and try again.'),
  EDQUOT: () => l10n.t('Your disk quota is used up. Free some space and try again.'),
  EROFS: () => l10n.t('The disk is read-only.'),
  EACCES: () => l10n.t('Permission was denied. Change the permissions and try again.'),
  EPERM: () => l10n.t('Permission was denied. Change the permissions and try again.'),
  ENOENT: () => l10n.t('It does not exist.'),
  EEXIST: () => l10n.t('A file or a link of the same name is in the way.'),
  ENOTDIR: () => l10n.t('Part of the path is a file, not a folder.'),
  EISDIR: () => l10n.t('It is a folder, not a file.'),
  ELOOP: () => l10n.t('The path has too many links, or links that lead to each other.'),
  EIO: () => l10n.t('The disk reported a read or write error. Check the disk.'),
  EMFILE: () => l10n.t('Too many files are open on this system. Close some programs and try again.'),
  ENFILE: () => l10n.t('Too many files are open on this system. Close some programs and try again.'),
};

/**
 * Why a file or folder of Assetmill's own could not be used, as one or two sentences. For files of the user, the engine has sentences
 * with a code.
 * @param error what the file system threw; the message of any other error is returned as it is
 */
export function systemCause(error: unknown): string {
  const { code, message, syscall } = error as Error & { readonly code?: string; readonly syscall?: string };
  const cause = code === undefined ? undefined : causes[code];
  if (cause) return cause();
  return code === undefined || syscall === undefined ? message : l10n.t('The system reported the error {0}.', code);
}
