import { type Stats, statSync } from 'node:fs';
import { extname } from 'node:path';
import * as l10n from '@vscode/l10n';
import { type Failure, FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import type { FoundFile } from '../fs/findFiles';
import { diagnose } from '../sources/diagnose';
import { readHeader } from '../sources/readHeader';
import { namelessFailure } from './namelessImages';

/** A source with its header, or why it is left out. */
export type ProbedSource =
  | { readonly file: FoundFile; readonly stats: Stats; readonly header: SourceHeader }
  | { readonly file: FoundFile; readonly bytes: number; readonly failure: Failure };

/** Reads the header of a source. Never rejects: an unreadable source comes with the cause. */
export async function probeSource(file: FoundFile): Promise<ProbedSource> {
  let bytes = 0;
  try {
    const stats = statSync(file.path);
    bytes = stats.size;
    if (stats.isDirectory()) throw new FailureError('not-a-file', l10n.t('This is a folder, although it is named like an image.'));
    // A pipe or a device would block its reader.
    if (!stats.isFile()) throw new FailureError('not-a-file', l10n.t('This is a device or a pipe, not a file.'));
    if (!file.explicit && extname(file.path) === '') throw namelessFailure(file.path);
    return { file, stats, header: await readHeader(file.path) };
  } catch (error) {
    return { file, bytes, failure: await diagnose(file.path, error) };
  }
}
