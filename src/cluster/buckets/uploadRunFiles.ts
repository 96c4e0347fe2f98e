import { readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { FailureError } from '../../shared/run/failure';
import { parseJsonLine } from '../../shared/run/parseJsonLine';
import { isWithin } from '../../shared/values/paths';
import type { ChunkTask } from '../queue/chunk';
import type { Bucket } from './bucket';
import type { Mirror } from './mirror';
import { ObjectWriter } from './objectWriter';
import { recordChanges } from './runObjects';

/** Where the files about a run are put. */
export interface RunFilesPlace {
  readonly bucket: Bucket;
  readonly mirror: Mirror;
  toPortable(path: string): string;
}

/** A line of the journal, as far as it is needed. */
interface JournalLine {
  readonly action: string;
  readonly task: number;
  readonly path: string;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};

/**
 * Puts the files about a run, such as its manifest, into the bucket: the pool process has written them into the mirror.
 * @param directory the run's folder
 * @returns what failed, as sentences
 */
export async function uploadRunFiles({ bucket, mirror, toPortable }: RunFilesPlace, directory: string): Promise<string[]> {
  const errors: string[] = [];
  const writer = new ObjectWriter(bucket, basename(directory));
  // Others, such as a manifest that the command line names, stay on this computer.
  const files = runFiles(directory).filter(({ path }) => isWithin(path, mirror.folder));
  for (const { task: id, path: file } of files) {
    try {
      const path = toPortable(file);
      const etag = mirror.etagOf(path);
      const task = { id, versions: etag === undefined ? {} : { [path]: etag } } as unknown as ChunkTask;
      const contentType = contentTypes[extname(path)] ?? 'text/plain; charset=utf-8';
      const { change } = await writer.place({ task, path, file, contentType, mode: 'overwrite', isLate: false });
      if (!change || change.action === 'remove') continue;
      recordChanges(directory, [change]);
      const { size, mtimeMs } = statSync(file);
      mirror.note({ path, etag: change.etag, size, modifiedMs: mtimeMs });
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      errors.push(error.message);
    }
  }
  return errors;
}

/** The files about the run that its journal has. Their tasks have negative numbers. */
function runFiles(directory: string): JournalLine[] {
  let text = '';
  try {
    text = readFileSync(join(directory, 'journal.jsonl'), 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((each) => {
    const line = parseJsonLine<JournalLine>(each);
    return line && line.task < 0 && (line.action === 'create' || line.action === 'replace') ? [line] : [];
  });
}
