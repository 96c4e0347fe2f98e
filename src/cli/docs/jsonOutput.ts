import type { FailureCause } from '../../client/reports/failureCauses';
import type { JsonReport } from '../../client/reports/jsonReport';
import type { ReportedRun } from '../../client/reports/reportData';
import type { Findings } from '../../shared/run/findings';
import type { PlanSummary } from '../../shared/run/plan';
import type { Outcome, UnwrittenOutput, WrittenOutput } from '../../shared/run/run';
import type { WorkerMeasurement, WorkerSpeed } from '../../shared/run/workerMeasurement';
import type { DuplicatesGroup, DuplicatesSummary } from '../output/duplicatesReport';
import type { RunSummary } from '../output/runSummary';
import type { RunLine } from '../output/runsTable';
import type { ListedRun, UndoResult } from '../output/undoReport';
import { type VerifiedLine, verdicts } from '../output/verifiedLines';

/** What `--json` prints, for docs/cli.md. A missing or obsolete key does not compile. */

type Keys<Shape> = Readonly<Record<keyof Shape, string>>;

/** One kind of JSON object, with its keys. */
export interface JsonShape {
  readonly title: string;
  readonly text: string;
  readonly keys: Readonly<Record<string, string>>;
}

const outputKeys: Keys<WrittenOutput> = {
  target: 'absolute path',
  bytes: 'size of the file',
  width: 'in pixels',
  height: 'in pixels',
  format: 'format of the file',
  density: 'pixel density, in a set of densities',
  sprite: 'name of an image that was only packed; `target` is the atlas',
  icon: 'what an icon is for, in a set of icons',
  digest: 'SHA-256 of the bytes, or of the pixels if the name or the manifest uses them',
};

const unwrittenKeys: Keys<UnwrittenOutput> = {
  target: 'absolute path, as planned',
  format: 'format of the output',
  status: '`kept`, `skipped`, or `failed`',
  code: 'reason as a code',
  message: 'reason as a sentence',
};

const findingsKeys: Keys<Pick<Findings, 'digests' | 'renameTo'>> = {
  digests: '`hash`, `verify`: digests in hex by algorithm',
  renameTo: '`check`: an unused path with the correct extension for a mislabeled file',
};

const outcomeKeys: Keys<Outcome> = {
  id: 'number of the file in this run',
  source: 'absolute path',
  status: '`done`, `kept`, `skipped`, `failed`, or `canceled`; a file is `failed` if one of its outputs is',
  code: 'reason as a code, unless `done`',
  message: 'reason as a sentence, unless `done`',
  notes: 'remarks on a file that is done, such as lost metadata',
  before: '`bytes`, `width`, and `height` of the source',
  outputs: 'written files; see below',
  unwritten: 'outputs that were not written, of a file with several; see below',
  findings: 'results of an inspection; see below',
  ms: 'milliseconds in the worker',
  stages:
    'of an image that was processed, milliseconds by stage: `open`, `steps`, `render` (decode, steps, and encode in one), `encode`, `check`, `write`',
  worker: 'number of the worker, or -1',
};

const verifiedKeys: Keys<Omit<VerifiedLine, keyof Outcome>> = {
  path: 'path as listed, relative to the folder of the checksum file',
  verdict: verdicts.map((verdict) => `\`${verdict}\``).join(', '),
  line: 'line of the checksum file, from 1',
  differences: 'with `FAILED`: `line`, `algorithm`, `expected`, and `found` for each mismatched digest',
};

const runSummaryKeys: Keys<RunSummary> = {
  state: '`finished`, `canceled`, or `stopped`',
  message: 'why the run stopped',
  files: 'number of files',
  counts: 'number of files by status',
  bytesIn: 'bytes of the sources that are done',
  bytesOut: 'bytes of their outputs',
  outputs: 'number of their outputs',
  seconds: 'duration',
  workers: '`worker`, `files`, and `busyMs` of each worker',
};

const planSummaryKeys: Keys<PlanSummary> = {
  tasks: 'number of files to process',
  skipped: 'number of files left out',
  bytes: 'bytes of the files to process',
  otherFiles: 'number of files in folders that are not images',
  results: 'number of images in folders that Assetmill made from other files there, and that are left out',
  edited: 'number of files that Assetmill made, that were edited since, and that would be overwritten',
  upToDate: 'number of files whose outputs are up to date',
  notProcessed: 'number of images in folders whose format is not supported, by format',
  clashes: '`target` and `sources` of each output with several sources',
  clashCount: 'number of such outputs',
  outsideFolders: 'output folders outside the selection that `--allow-outside` would allow',
  replaces: 'number of files that would be replaced',
  errors: '`path` and `message` of errors in the profile',
};

const groupedFileKeys: Keys<DuplicatesGroup['files'][number]> = {
  path: 'absolute path',
  bytes: 'size',
  mtimeMs: 'modification time in milliseconds since 1970',
  width: 'of an image, in pixels',
  height: 'of an image, in pixels',
  otherNames: 'other paths of the same file (hard links)',
  distance: '`--similar`: difference from the best image of the group, at most the `--threshold`',
};

const groupKeys: Keys<DuplicatesGroup> = {
  files: 'files of the group; see below',
  spareBytes: 'bytes of all files but the largest',
};

const duplicatesSummaryKeys: Keys<DuplicatesSummary> = {
  state: '`finished`, `canceled`, or `stopped`',
  message: 'why the search stopped',
  groups: 'number of groups',
  files: 'number of files in groups',
  spareBytes: 'bytes that could be freed',
  empty: 'paths of empty files, which are not compared',
  failed: '`source`, `code`, and `message` of files that could not be compared',
};

const listedRunKeys: Keys<ListedRun> = {
  id: 'for `--run`',
  title: 'what the run did',
  started: 'ISO 8601 time, in UTC',
  files: 'number of files that it wrote, replaced, or removed',
};

const runLineKeys: Keys<RunLine> = {
  id: 'id for `resume`, `undo`, and `redo`',
  title: 'title',
  started: 'time in ISO 8601',
  state: '`finished`, `canceled`, `stopped`, `interrupted`, `undone`, or a phase in progress',
  seconds: 'duration',
  files: 'number of files',
  counts: 'number of files by status',
  bytesIn: 'bytes of the sources that are done',
  bytesOut: 'bytes of their outputs',
  keptBytes: 'bytes of the originals that are kept for undo',
  folders: 'folders that the run worked in',
};

const reportKeys: Keys<JsonReport> = {
  run: 'the run; see below',
  causes: 'why files failed, the most frequent cause first; see below',
  files:
    'a line for each file, with the keys of a file above but `findings` and `worker`, and `undone` if it was undone alone; paths are relative to `folder` of the run',
};

const reportedRunKeys: Keys<ReportedRun> = {
  id: runLineKeys.id,
  kind: '`process`, or `duplicates` if duplicates were moved',
  title: runLineKeys.title,
  destination: 'where the editor wrote the results, as a phrase',
  started: listedRunKeys.started,
  state: runLineKeys.state,
  message: 'what to know about the end of the run',
  seconds: runLineKeys.seconds,
  throughput:
    'files per second over time: at most 240 `rates`, one for each `bucketSeconds`, and `pauses`, each `at` a second of the run and with its `seconds`; interrupted runs lack it',
  folder: 'folder that paths are relative to; paths outside of it, and all if it is `null`, are absolute',
  files: runLineKeys.files,
  undone: 'number of files that were undone one by one; they count in none of the numbers below',
  counts: runLineKeys.counts,
  bytesIn: runLineKeys.bytesIn,
  bytesOut: runLineKeys.bytesOut,
  outputs: 'number of files that the run wrote, also for sources that failed in part',
  outputBytes: 'their bytes',
};

const causeKeys: Keys<FailureCause> = {
  code: 'cause as a code',
  count: 'number of files',
  reasons: '`message` and `count` of the most frequent sentences, at most 5',
  sources: 'the first files, at most 20',
};

const measurementKeys: Keys<WorkerMeasurement> = {
  title: 'what was measured',
  files: 'number of different files',
  rounds: 'how often each was processed in a pass',
  current: 'number of workers in use: `--workers`, or the default',
  speeds: 'the speed with each number of workers; see below',
  recommended: 'fewest workers within 5% of the fastest',
};

const speedKeys: Keys<WorkerSpeed> = {
  workers: 'number of workers',
  seconds: 'time of the faster pass',
  filesPerSecond: 'files in a second',
  speedup: 'how many times as fast as one worker',
};

const undoKeys: Keys<UndoResult> = {
  run: 'the run that was undone, with the keys above; `null` if there was none',
  restored: 'number of originals restored',
  removed: 'number of new files removed',
  refused: '`path` and `message` of files left alone',
};

export const jsonShapes: readonly JsonShape[] = [
  { title: 'File', text: 'One line per file, from every command but `dupes`, `runs`, `report`, `measure`, and `undo`.', keys: outcomeKeys },
  { title: 'Entry of `outputs`', text: 'A written file.', keys: outputKeys },
  { title: 'Entry of `unwritten`', text: 'An output that was not written.', keys: unwrittenKeys },
  { title: 'Object `findings`', text: 'From `hash`, `verify`, and `check`.', keys: findingsKeys },
  {
    title: 'Additions of `verify`',
    text: 'Each file has these keys, too. A line of the checksum file that cannot be read is `{"error": {"line", "message"}}`.',
    keys: verifiedKeys,
  },
  {
    title: 'Summary of a run',
    text: 'The last line, as `{"summary": {...}}`. With `hash --output`, `list` is the path of the checksum file, or `null` if none was written.',
    keys: runSummaryKeys,
  },
  {
    title: 'Summary of a dry run',
    text: 'With `--dry-run`, the line of a file has `id`, `source`, and `outputs` (`target`, and `mode`: `create`, `overwrite`, or `replace`; with the format `best` also `candidates`, of which each has the `target` and `mode` in one of the formats). Outputs that would not be written are in `unwritten`. The line of a file that is left out has `id`, `source`, `status`, `code`, `message`, and with several outputs `unwritten`. The summary has:',
    keys: planSummaryKeys,
  },
  { title: 'Group of `dupes`', text: 'One line per group.', keys: groupKeys },
  { title: 'Entry of `files` of a group', text: 'The best image first, otherwise by path.', keys: groupedFileKeys },
  { title: 'Summary of `dupes`', text: 'The last line, as `{"summary": {...}}`.', keys: duplicatesSummaryKeys },
  { title: 'Run of `runs`', text: 'One line per run, the newest first.', keys: runLineKeys },
  { title: 'Report of `report --format json`', text: 'A single object, with a line for each file.', keys: reportKeys },
  { title: 'Object `run` of a report', text: 'The run as a whole.', keys: reportedRunKeys },
  { title: 'Entry of `causes` of a report', text: 'Files that failed for the same cause.', keys: causeKeys },
  { title: 'Run of `undo --list`', text: 'One line per run, the newest first.', keys: listedRunKeys },
  { title: 'Result of `undo`', text: 'The only line.', keys: undoKeys },
  { title: 'Result of `measure`', text: 'The only line.', keys: measurementKeys },
  { title: 'Entry of `speeds`', text: 'By number of workers, from 1 on.', keys: speedKeys },
];
