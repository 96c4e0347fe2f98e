import { commonFolder } from '../../shared/values/paths';
import type { ComparedFile, ComparedRun } from './comparedRun';
import { Foremost } from './foremost';
import { belowTop, pathWithin, type ReportedRun } from './reportData';
import type { SettingDifference } from './settingDifferences';

/** What tells two runs apart. The first one is A, the other one B. */

/** How a file differs: another outcome, another size of its outputs, or only one of the runs has it. In the order in which they are shown. */
export const differenceKinds = ['outcome', 'size', 'onlyInA', 'onlyInB'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A file that differs between two runs. A run that does not have it lacks its part. */
export interface FileDifference {
  readonly source: string;
  readonly a?: ComparedFile;
  readonly b?: ComparedFile;
}

/** The files that differ in one way. */
export interface DifferentFiles {
  readonly count: number;
  /** The largest differences first, and no more than {@link mostListed}. */
  readonly largest: readonly FileDifference[];
}

export interface RunDifferences {
  readonly runs: readonly [ComparedRun, ComparedRun];
  /** Undefined where the settings of a run are not on record. */
  readonly settings: readonly SettingDifference[] | undefined;
  readonly files: Readonly<Record<DifferenceKind, DifferentFiles>>;
  /** Number of files with the same outcome and the same size in both runs. */
  readonly same: number;
  /** The folder that the paths of both runs are relative to; `null` when they are absolute. */
  readonly folder: string | null;
}

/** Files that are listed for each kind of difference. Nobody reads more. */
export const mostListed = 100;

function kindOf({ a, b }: FileDifference): DifferenceKind | undefined {
  if (!a || !b) return a ? 'onlyInA' : 'onlyInB';
  if (a.status !== b.status) return 'outcome';
  return a.bytes === b.bytes ? undefined : 'size';
}

function hasFailure({ a, b }: FileDifference): boolean {
  return a?.status === 'failed' || b?.status === 'failed';
}

/** How far apart both runs are for a file, in bytes. */
function distance({ a, b }: FileDifference): number {
  const [inA, inB] = [a?.bytes ?? 0, b?.bytes ?? 0];
  return Math.abs(inA - inB) || Math.max(a?.bytesBefore ?? 0, b?.bytesBefore ?? 0);
}

/** Failures in one of the runs come first, then the largest difference. Paths decide between equals, so that the list is always the same. */
function byWeight(one: FileDifference, other: FileDifference): number {
  const failures = Number(hasFailure(other)) - Number(hasFailure(one));
  return failures || distance(other) - distance(one) || (one.source < other.source ? -1 : 1);
}

/** The folder that contains those of both runs. */
function sharedFolder(a: ReportedRun, b: ReportedRun): string | null {
  if (a.folder === null || b.folder === null) return null;
  return belowTop(commonFolder([a.folder, b.folder]));
}

/** Each file of two runs, once. */
function* pairs(a: ComparedRun, b: ComparedRun): Generator<FileDifference> {
  for (const [source, file] of a.files) {
    const other = b.files.get(source);
    yield { source, a: file, ...(other && { b: other }) };
  }
  for (const [source, file] of b.files) if (!a.files.has(source)) yield { source, b: file };
}

/** Compares two runs. @param settings what differs in what they were asked to do, if that is known of both */
export function runDifferences(a: ComparedRun, b: ComparedRun, settings: readonly SettingDifference[] | undefined): RunDifferences {
  const lists = Object.fromEntries(differenceKinds.map((kind) => [kind, new Foremost(mostListed, byWeight)])) as Record<
    DifferenceKind,
    Foremost<FileDifference>
  >;
  let same = 0;
  for (const pair of pairs(a, b)) {
    const kind = kindOf(pair);
    if (kind) lists[kind].add(pair);
    else same += 1;
  }
  const filesOf = (kind: DifferenceKind): DifferentFiles => ({ count: lists[kind].count, largest: lists[kind].items });
  const files = Object.fromEntries(differenceKinds.map((kind) => [kind, filesOf(kind)])) as RunDifferences['files'];
  return { runs: [a, b], settings, files, same, folder: sharedFolder(a.run, b.run) };
}

/** A path of one of the runs as people read it. */
export function comparedPath({ folder }: RunDifferences, path: string): string {
  return pathWithin(folder, path);
}
