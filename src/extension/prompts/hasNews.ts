/** The part of a version that changes with new features: `0.7` of `0.7.2`. */
function featureVersion(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

/**
 * Whether to tell of a version: the first time that it runs after an older one, if it has new features. Not after an installation,
 * and not after a return to an older version.
 * @param before the newest version that ran; undefined after an installation
 */
export function hasNews(version: string, before: string | undefined): boolean {
  if (before === undefined || featureVersion(version) === featureVersion(before)) return false;
  return version.localeCompare(before, 'en', { numeric: true }) > 0;
}
