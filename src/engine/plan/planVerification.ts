import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ChecksumError } from '../../shared/checksums/checksumFile';
import type { Failure } from '../../shared/run/failure';
import type { InspectEntry, InspectSummary, VerifyRequest } from '../../shared/run/inspection';
import { isInside, realPath } from '../fs/containment';
import { findFiles } from '../fs/findFiles';
import { mapConcurrently, type OnScanned } from '../fs/mapConcurrently';
import { isBrokenName, readFailure } from '../fs/regularFile';
import { InspectPlanner } from './inspectPlanner';
import { type ListedFile, ListedFiles } from './listedFiles';
import { readChecksumFile } from './readChecksumFile';
import { leftOutFile, noDigests, type ScannedFile, scanFile } from './scanForInspection';

/** Plans the verification of a checksum file: which of its files to read, and what is wrong without reading them. */

/** Most errors of a checksum file that are reported. A file of another kind has one in every line. */
const maxErrors = 1000;

function missingFailure(): Failure {
  return { code: 'vanished', message: l10n.t('The file is listed but missing.') };
}

function outsideFailure(): Failure {
  return { code: 'outside', message: l10n.t('The file is outside the workspace, so it was not read.') };
}

function extraFailure(): Failure {
  return { code: 'not-listed', message: l10n.t('The file is not listed.') };
}

/** System errors for a path without a file. A name that is too long has a separate message. */
const missingCodes: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    // A file whose name is not UTF-8 may exist, but Node cannot ask for it.
    return missingCodes.has((error as NodeJS.ErrnoException).code) && !isBrokenName(path);
  }
}

/** Scans a listed file. @param isRefused whether it is outside the roots and the user has not allowed that */
function scanListed(file: ListedFile, isRefused: boolean): ScannedFile {
  const line = file.expected[0]?.line;
  if (isRefused) return leftOutFile(file.path, 'skipped', outsideFailure(), line);
  if (isMissing(file.path)) return leftOutFile(file.path, 'failed', missingFailure(), line);
  return scanFile(file, [], noDigests);
}

/** The files beside and below the list that it does not name. */
async function scanExtra(listed: ListedFiles, { list, ...request }: VerifyRequest, signal: AbortSignal): Promise<ScannedFile[]> {
  const folder = dirname(list);
  const search = { ...request, selection: [folder], include: [], exclude: [], skipFolders: [], staysInside: true, isCandidate: () => true };
  const { files, unreachable } = await findFiles(search, signal);
  // A link to a file may lead out of the folder, to a file that the list need not name.
  const found = files.map(({ path }) => path).filter((path) => isInside(path, folder));
  return [
    ...unreachable.map(({ path, error }) => leftOutFile(path, 'failed', readFailure(error))),
    ...listed.extraFiles(found, [list]).map((path) => leftOutFile(path, 'skipped', extraFailure())),
  ];
}

/** A plan without files. @param listError why there are none */
function emptyPlan(order: VerifyRequest['order'], listError: string): { entries: InspectEntry[]; summary: InspectSummary } {
  return { entries: [], summary: { ...new InspectPlanner().summary(order), errors: [], outside: [], listError } };
}

/** Reads the list into `listed`. @returns the lines that cannot be understood @throws FailureError when it cannot be read */
async function readList(list: string, listed: ListedFiles, signal: AbortSignal): Promise<ChecksumError[]> {
  const errors: ChecksumError[] = [];
  for await (const lines of readChecksumFile(list)) {
    signal.throwIfAborted();
    for (const entry of lines.entries) listed.add(entry);
    errors.push(...lines.errors.slice(0, maxErrors - errors.length));
  }
  return errors;
}

/**
 * Reads a checksum file and scans the files that it lists.
 * @throws the signal's reason
 */
export async function planVerification(
  unresolved: VerifyRequest,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: InspectEntry[]; summary: InspectSummary }> {
  const request = { ...unresolved, list: realPath(unresolved.list), roots: unresolved.roots.map(realPath) };
  const { list, order, allowOutside } = request;
  const listed = new ListedFiles(dirname(list), request.roots);
  let errors: ChecksumError[];
  try {
    errors = await readList(list, listed, signal);
  } catch (error) {
    signal.throwIfAborted();
    return emptyPlan(order, readFailure(error).message);
  }
  if (listed.isEmpty && errors.length === 0) return emptyPlan(order, l10n.t('The checksum file lists no files.'));
  const refused = new Set(allowOutside ? [] : listed.outside);
  const files = [...listed.inside, ...listed.outside].sort((a, b) => (a.path < b.path ? -1 : 1));
  const planner = new InspectPlanner();
  const scanned = await mapConcurrently(files, (file) => scanListed(file, refused.has(file)), signal, onScanned);
  for (const each of scanned) planner.add(each);
  if (request.tellExtra) for (const each of await scanExtra(listed, request, signal)) planner.add(each);
  const outside = [...refused].map(({ name }) => name);
  const summary = { ...planner.summary(order), errors: [...errors, ...contradictionErrors(listed)], outside };
  return { entries: planner.ordered(summary.sequential), summary };
}

/** Lines that list another digest than an earlier line: one of the two is wrong. */
function contradictionErrors({ contradictions, moreContradictions: more }: ListedFiles): ChecksumError[] {
  const errors = contradictions.map(({ line, firstLine }) => ({
    line,
    message: l10n.t('Line {0} lists a different digest for the same file.', firstLine),
  }));
  if (more.count > 0)
    errors.push({
      line: more.lastLine,
      message: l10n.t('Number of further lines up to this one that contradict earlier lines: {0}.', more.count),
    });
  return errors;
}
