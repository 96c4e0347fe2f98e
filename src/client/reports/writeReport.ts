import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReportFormat } from '../../shared/run/reportFormats';
import { csvReport } from './csvReport';
import { htmlReport, type MakeThumbnails } from './htmlReport';
import { jsonReport } from './jsonReport';
import { markdownReport } from './markdownReport';
import type { ReportData } from './reportData';

/** How to write a report. */
export interface ReportOptions {
  readonly format: ReportFormat;
  /** Of a page; without it, it has no thumbnails. */
  readonly makeThumbnails?: MakeThumbnails;
  /** Whether people open the report as a file, rather than a program reading it from a pipe. */
  readonly isFile: boolean;
}

/** A report, line by line: the table of 100,000 files is never in memory as a whole. */
export function reportLines(data: ReportData, { format, makeThumbnails, isFile }: ReportOptions): Iterable<string> | AsyncIterable<string> {
  if (format === 'html') return htmlReport(data, makeThumbnails);
  if (format === 'csv') return csvReport(data, { byteOrderMark: isFile });
  return format === 'md' ? markdownReport(data) : jsonReport(data);
}

/** Writes lines to a stream, which stays open, as fast as it takes them. */
export async function writeLines(lines: ReturnType<typeof reportLines>, stream: NodeJS.WritableStream): Promise<void> {
  await pipeline(Readable.from(lines), stream, { end: false });
}

/**
 * Writes a report into a file, which takes the place of an older one only when it is whole.
 * @throws what the file system throws, the signal's reason, or the error of the lines
 */
export async function saveReport(lines: ReturnType<typeof reportLines>, path: string, signal?: AbortSignal): Promise<void> {
  const temp = join(dirname(path), `.assetmill-report-${randomUUID()}.tmp`);
  try {
    await pipeline(Readable.from(lines), createWriteStream(temp, { flush: true }), { ...(signal && { signal }) });
    await rename(temp, path);
  } catch (error) {
    await rm(temp, { force: true }).catch(() => {});
    throw error;
  }
}

/** Name of the file of a report, by the time at which its run started. */
export function reportFileName({ run: { started } }: ReportData, format: ReportFormat): string {
  return `report-${started.slice(0, 16).replace(/[-:]/g, '').replace('T', '-')}.${format}`;
}
