import type { Recipe } from '../../shared/recipe/recipe';

/** A path from a profile that nobody has read yet: quoted, so that it cannot move the cursor. */
const quoted = (path: string) => JSON.stringify(path);

/** Where a recipe writes, and what it replaces, as sentences: for the question whether somebody trusts it. */
export function writtenPlaces({ replace, outputs, conflict, manifest, markup }: Recipe): string {
  const files = [manifest, markup].flatMap((each) => (each ? [quoted(each.file)] : []));
  const lists = files.length > 0 ? ` It also writes ${files.join(' and ')}.` : '';
  if (replace) return `It replaces the sources; "assetmill undo" restores them.${lists}`;
  const folders = outputs.map(({ folder }) => (folder === undefined ? 'beside the sources' : `to ${quoted(folder)}`));
  const loss = conflict === 'overwrite' ? 'overwrites files of the same names there' : 'replaces nothing';
  return `It writes ${[...new Set(folders)].join(' and ')}, and ${loss}.${lists}`;
}
