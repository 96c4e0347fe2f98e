import type { GroupedFile } from '../../client/duplicates/fileGroup';
import { byPreference, chooseKept, insideOf, type KeepCandidate, type KeepOptions, type KeepRule } from '../../shared/duplicates/keepRule';
import type { FileMark, MarkReason } from '../../shared/protocol/groupsProtocol';

/** Decides which files of a group are kept and which are removed: by a rule, protected folders and manual marks. Pure functions. */

/** Manual marks by path. A mark applies to a file with all of its names. */
export type ManualMarks = ReadonlyMap<string, 'alsoKept' | 'removable'>;

export interface MarkRules extends KeepOptions {
  readonly rule: KeepRule;
}

export interface MarkedFile {
  readonly file: GroupedFile;
  readonly mark: FileMark;
  readonly reason?: MarkReason;
}

/** All names of a file as candidates: hard links are kept or removed together. */
function linkedCandidates(file: GroupedFile): KeepCandidate[] {
  const { otherNames = [], ...first } = file;
  const link = otherNames.length > 0 ? (first.link ?? first.path) : first.link;
  return [first.path, ...otherNames].map((path) => ({ ...first, path, ...(link !== undefined && { link }) }));
}

/** Marks by the rule alone. If one name of a file is protected, the file is kept with all of its names. */
function ruleMarks(files: readonly GroupedFile[], { rule, ...options }: MarkRules): MarkedFile[] {
  const { kept, removable } = chooseKept(files.flatMap(linkedCandidates), rule, options);
  const removed = new Set(removable.map(({ path }) => path));
  const isProtected = insideOf(options.protectedFolders ?? []);
  return files.map((file): MarkedFile => {
    const names = [file.path, ...(file.otherNames ?? [])];
    const reason = names.some(isProtected) ? 'protected' : undefined;
    if (names.includes(kept.path)) return { file, mark: 'kept', ...(reason && { reason }) };
    return removed.has(file.path) ? { file, mark: 'removable' } : { file, mark: 'alsoKept', reason: reason ?? 'linked' };
  });
}

/** Applies manual marks, except to protected files. Undefined when they would leave no file of the group. */
function withManualMarks(marks: readonly MarkedFile[], manualMarks: ManualMarks): readonly MarkedFile[] | undefined {
  const chosen = marks.map((each): MarkedFile => {
    const manual = manualMarks.get(each.file.path);
    if (each.reason !== undefined || manual === undefined) return each;
    if (manual === 'removable') return { file: each.file, mark: 'removable' };
    return each.mark === 'removable' ? { file: each.file, mark: 'alsoKept', reason: 'chosen' } : each;
  });
  return chosen.some(({ mark }) => mark !== 'removable') ? chosen : undefined;
}

/** Marks another file as the kept one if the rule's choice was marked for removal: the one that the rule prefers among the rest. */
function withKept(marks: readonly MarkedFile[], { rule, ...options }: MarkRules): readonly MarkedFile[] {
  if (marks.some(({ mark }) => mark === 'kept')) return marks;
  const remaining = marks.filter(({ mark }) => mark !== 'removable');
  const [kept] = byPreference(
    remaining.map(({ file }) => file),
    rule,
    options,
  );
  return marks.map((each) => (each.file === kept ? { ...each, mark: 'kept' } : each));
}

/** Marks the files of a group. At least one is kept, whatever the manual marks are. */
export function markFiles(files: readonly GroupedFile[], rules: MarkRules, manualMarks: ManualMarks): readonly MarkedFile[] {
  const marks = ruleMarks(files, rules);
  if (manualMarks.size === 0) return marks;
  return withKept(withManualMarks(marks, manualMarks) ?? marks, rules);
}

/** How many files are marked for removal, and how many bytes that frees. */
export function removalTotals(marks: readonly MarkedFile[]): { files: number; bytes: number } {
  const removed = marks.filter(({ mark }) => mark === 'removable');
  return { files: removed.length, bytes: removed.reduce((sum, { file }) => sum + file.bytes, 0) };
}
