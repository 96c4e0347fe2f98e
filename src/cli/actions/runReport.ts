import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type ReportData, readReport } from '../../client/reports/reportData';
import { ReportThumbnails } from '../../client/reports/reportThumbnails';
import { reportFileName, reportLines, saveReport, writeLines } from '../../client/reports/writeReport';
import { RunFolder } from '../../client/store/runFolder';
import { lastRun } from '../../client/store/storedRuns';
import { storeFolder } from '../../client/store/storeFolder';
import { type ReportFormat, reportFormats } from '../../shared/run/reportFormats';
import { exitCodes } from '../environment/exitCodes';
import { here } from '../environment/folders';
import { type PoolSession, runWithPool } from '../environment/poolSession';
import { UsageError } from '../environment/usageError';
import { terminalPath } from '../output/terminalPath';

export interface ReportCommandOptions {
  readonly format?: ReportFormat;
  /** Absolute path. */
  readonly out?: string;
  /** False with `--no-thumbnails`. */
  readonly thumbnails: boolean;
}

/** @throws UsageError when there is no such run */
async function chosenRun(id: string | undefined): Promise<RunFolder> {
  const store = storeFolder();
  const run = await (id === undefined ? lastRun(store, here()) : RunFolder.open(store, id).catch(() => undefined));
  if (run) return run;
  throw new UsageError(
    id === undefined
      ? 'no run is on record here; "assetmill runs --all" lists those of other folders'
      : `there is no run ${id}; "assetmill runs" lists the runs`,
  );
}

/** The format that was asked for, or that the name of the file tells. */
function formatOf({ format, out = '' }: ReportCommandOptions): ReportFormat {
  const extension = extname(out).slice(1).toLowerCase();
  return format ?? reportFormats.find((each) => each === extension) ?? 'html';
}

/** Does work with a folder for temporary files. */
async function inTemporaryFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'assetmill-report-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Prints a report. A reader that has seen enough, as `head` has, is no error. */
async function print(lines: ReturnType<typeof reportLines>): Promise<void> {
  await writeLines(lines, process.stdout).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Writes a page, with thumbnails that the pool process makes. */
function savePage(data: ReportData, path: string, { client, signal }: PoolSession): Promise<void> {
  return inTemporaryFolder((folder) => {
    const { make: makeThumbnails } = new ReportThumbnails(client, join(folder, 'thumbnails'), signal);
    return saveReport(reportLines(data, { format: 'html', makeThumbnails, isFile: true }), path, signal);
  });
}

/**
 * Writes a report of a run. Returns the exit code.
 * @param id of the run; by default the last one in the working folder
 * @throws UsageError when there is no such run
 */
export async function runReport(id: string | undefined, options: ReportCommandOptions): Promise<number> {
  const data = await readReport(await chosenRun(id));
  const format = formatOf(options);
  const path = options.out ?? (format === 'html' ? join(process.cwd(), reportFileName(data, format)) : undefined);
  if (path === undefined) {
    await print(reportLines(data, { format, isFile: false }));
    return exitCodes.success;
  }
  let isSaved = false;
  // The process makes thumbnails. Without any it does nothing, but an interrupted call ends in order, too.
  await runWithPool('files', {}, async (session) => {
    if (format === 'html' && options.thumbnails) await savePage(data, path, session);
    else await saveReport(reportLines(data, { format, isFile: true }), path, session.signal);
    isSaved = true;
    return exitCodes.success;
  });
  if (isSaved) process.stdout.write(`Report written to ${terminalPath(path)}\n`);
  return isSaved ? exitCodes.success : exitCodes.someFailed;
}
