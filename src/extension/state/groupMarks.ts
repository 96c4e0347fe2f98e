import type { GroupedFile } from '../../client/duplicates/fileGroup';
import { byPreference, chooseKept, insideOf, type KeepCandidate, type KeepOptions, type KeepRule } from '../../shared/duplicates/keepRule';
import type { FileMark, MarkReason } from '../../shared/protocol/groupsProtocol';

/** What becomes of each file of a group: by a rule, by protected folders, and by hand. Pure. */

/** What was chosen by hand, by path; it counts for a file with all of its names. */
export type ByHand = ReadonlyMap<string, 'stays' | 'goes'>;

export interface MarkRules extends KeepOptions {
  readonly rule: KeepRule;
}

export interface MarkedFile {
  readonly file: GroupedFile;
  readonly mark: FileMark;
  readonly reason?: MarkReason;
}

/** All names of a file as candidates: they stay or go together. */
function namesOf(file: GroupedFile): KeepCandidate[] {
  const { otherNames = [], ...first } = file;
  const link = otherNames.length > 0 ? (first.link ?? first.path) : first.link;
  return [first.path, ...otherNames].map((path) => ({ ...first, path, ...(link !== undefined && { link }) }));
}

/** What the rule says. A file of which one name is protected stays with all of them. */
function ruleMarks(files: readonly GroupedFile[], { rule, ...options }: MarkRules): MarkedFile[] {
  const { kept, removable } = chooseKept(files.flatMap(namesOf), rule, options);
  const going = new Set(removable.map(({ path }) => path));
  const isProtected = insideOf(options.protectedFolders ?? []);
  return files.map((file): MarkedFile => {
    const names = [file.path, ...(file.otherNames ?? [])];
    const reason = names.some(isProtected) ? 'protected' : undefined;
    if (names.includes(kept.path)) return { file, mark: 'kept', ...(reason && { reason }) };
    return going.has(file.path) ? { file, mark: 'goes' } : { file, mark: 'stays', reason: reason ?? 'linked' };
  });
}

/** What was chosen by hand, where that can be had: what the rules protect stays. Undefined where none of the group would be left. */
function applied(marks: readonly MarkedFile[], byHand: ByHand): readonly MarkedFile[] | undefined {
  const chosen = marks.map((each): MarkedFile => {
    const wish = byHand.get(each.file.path);
    if (each.reason !== undefined || wish === undefined) return each;
    if (wish === 'goes') return { file: each.file, mark: 'goes' };
    return each.mark === 'goes' ? { file: each.file, mark: 'stays', reason: 'chosen' } : each;
  });
  return chosen.some(({ mark }) => mark !== 'goes') ? chosen : undefined;
}

/** Names the file that is kept where the one of the rule is to go: of those that stay the one that the rule prefers. */
function withKept(marks: readonly MarkedFile[], { rule, ...options }: MarkRules): readonly MarkedFile[] {
  if (marks.some(({ mark }) => mark === 'kept')) return marks;
  const staying = marks.filter(({ mark }) => mark !== 'goes');
  const [kept] = byPreference(
    staying.map(({ file }) => file),
    rule,
    options,
  );
  return marks.map((each) => (each.file === kept ? { ...each, mark: 'kept' } : each));
}

/** Marks the files of a group; one of them is kept, whatever was chosen. */
export function markFiles(files: readonly GroupedFile[], rules: MarkRules, byHand: ByHand): readonly MarkedFile[] {
  const marks = ruleMarks(files, rules);
  if (byHand.size === 0) return marks;
  return withKept(applied(marks, byHand) ?? marks, rules);
}

/** Files that may go, and what that frees. */
export function goingOf(marks: readonly MarkedFile[]): { files: number; bytes: number } {
  const going = marks.filter(({ mark }) => mark === 'goes');
  return { files: going.length, bytes: going.reduce((sum, { file }) => sum + file.bytes, 0) };
}
