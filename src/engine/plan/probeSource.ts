import { statSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import type { FoundFile } from '../fs/findFiles';
import { diagnose } from '../sources/diagnose';
import { readHeader } from '../sources/readHeader';
import { namelessFailure } from './namelessImages';

/** A file whose header is wanted. */
export type WantedSource = Pick<FoundFile, 'path' | 'explicit'>;

/** The size of a source in bytes, with its header, or with why it is left out. */
export type ProbedSource =
  | { readonly bytes: number; readonly mtimeMs: number; readonly ino: number; readonly header: SourceHeader }
  | { readonly bytes: number; readonly failure: Failure };

/** Reads the header of a source. Never rejects: an unreadable source comes with the cause. */
export async function probeSource({ path, explicit }: WantedSource): Promise<ProbedSource> {
  let bytes = 0;
  try {
    const stats = statSync(path);
    bytes = stats.size;
    if (stats.isDirectory()) throw new FailureError('not-a-file', l10n.t('This is a folder, although it is named like an image.'));
    // A pipe or a device would block its reader.
    if (!stats.isFile()) throw new FailureError('not-a-file', l10n.t('This is a device or a pipe, not a file.'));
    if (!explicit && extname(path) === '') throw namelessFailure(path);
    return { bytes, mtimeMs: stats.mtimeMs, ino: stats.ino, header: await readHeader(path) };
  } catch (error) {
    return { bytes, failure: await diagnose(path, error) };
  }
}
