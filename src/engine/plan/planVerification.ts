import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import * as l10n from '@vscode/l10n';
import type { ChecksumError, ChecksumLines } from '../../shared/checksums/checksumFile';
import type { Failure } from '../../shared/run/failure';
import type { InspectEntry, InspectSummary, VerifyRequest } from '../../shared/run/inspection';
import { isInside, realPath } from '../fs/containment';
import { expand } from '../fs/findFiles';
import type { OnScanned } from '../fs/mapConcurrently';
import { isBrokenName, readFailure } from '../fs/regularFile';
import { ListedFiles } from './listedFiles';
import { InspectPlan, skipped } from './planInspection';
import { readChecksums } from './readChecksumFile';

/** Computes which files a checksum file wants to be read, and tells what needs no reading. */

/** Faults that are told; a file of another kind has one in every line. */
const maxErrors = 1000;
/** Files that are looked at before other messages get their turn. */
const filesPerTurn = 256;

function missing(): Failure {
  return { code: 'vanished', message: l10n.t('It is listed, but it is not there.') };
}

/** What the file system says of a place where no file can be. Names that are too long have a sentence of their own. */
const missingCodes: ReadonlySet<string | undefined> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    // A name that is not UTF-8 may well be there, and cannot be asked for.
    return missingCodes.has((error as NodeJS.ErrnoException).code) && !isBrokenName(path);
  }
}

function outsideFailure(): Failure {
  return { code: 'outside', message: l10n.t('It is outside of the workspace, so it was not read.') };
}

/** Looks at every listed file. Those outside of the roots are read only when the user said so. */
async function addListed(plan: InspectPlan, listed: ListedFiles, request: VerifyRequest, signal: AbortSignal, onScanned: OnScanned) {
  const outside = new Set(listed.outside);
  const all = [...listed.inside, ...outside].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const [index, file] of all.entries()) {
    const line = file.expected[0]?.line;
    if (outside.has(file) && !request.allowOutside) plan.add(skipped(file.path, outsideFailure(), 'skipped', line));
    else if (isMissing(file.path)) plan.add(skipped(file.path, missing(), 'failed', line));
    else plan.add(plan.look(file, []));
    if (index % filesPerTurn !== 0) continue;
    onScanned(index, all.length);
    await new Promise(setImmediate);
    signal.throwIfAborted();
  }
}

/** Tells the files beside and below the list that it does not name. */
async function addExtra(plan: InspectPlan, listed: ListedFiles, { list, ...request }: VerifyRequest, signal: AbortSignal): Promise<void> {
  const folder = dirname(list);
  const search = { ...request, selection: [folder], include: [], exclude: [], skipFolders: [], staysInside: true, isCandidate: () => true };
  const { files, unreachable } = await expand(search, signal);
  // A link to a file may lead out of the folder, to what no list of it would name.
  const found = files.map(({ path }) => path).filter((path) => isInside(path, folder));
  for (const { path, error } of unreachable) plan.add(skipped(path, readFailure(error), 'failed'));
  for (const path of listed.extraFiles(found, [list]))
    plan.add(skipped(path, { code: 'not-listed', message: l10n.t('It is there, but it is not listed.') }, 'skipped'));
}

/** Nothing to read, and why. */
function unreadable(order: VerifyRequest['order'], listError: string): { entries: InspectEntry[]; summary: InspectSummary } {
  return { entries: [], summary: { ...new InspectPlan().summary(order), errors: [], outside: [], listError } };
}

/**
 * Reads a checksum file and looks at the files that it names.
 * @throws the signal's reason
 */
export async function planVerification(
  wanted: VerifyRequest,
  signal: AbortSignal,
  onScanned: OnScanned = () => {},
): Promise<{ entries: InspectEntry[]; summary: InspectSummary }> {
  const request = { ...wanted, list: realPath(wanted.list), roots: wanted.roots.map(realPath) };
  const listed = new ListedFiles(dirname(request.list), request.roots);
  const errors: ChecksumError[] = [];
  const take = (lines: ChecksumLines) => {
    for (const entry of lines.entries) listed.add(entry);
    errors.push(...lines.errors.slice(0, maxErrors - errors.length));
  };
  try {
    for await (const lines of readChecksums(request.list)) {
      signal.throwIfAborted();
      take(lines);
    }
  } catch (error) {
    signal.throwIfAborted();
    return unreadable(request.order, readFailure(error).message);
  }
  if (listed.isEmpty && errors.length === 0) return unreadable(request.order, l10n.t('It lists no files.'));
  const plan = new InspectPlan();
  await addListed(plan, listed, request, signal, onScanned);
  if (request.tellExtra) await addExtra(plan, listed, request, signal);
  const outside = request.allowOutside ? [] : listed.outside.map(({ name }) => name);
  const summary = { ...plan.summary(request.order), errors: [...errors, ...contradictionErrors(listed)], outside };
  return { entries: plan.ordered(summary.sequential), summary };
}

/** Lines that contradict one before them: one of the two must be wrong. */
function contradictionErrors({ contradictions, moreContradictions: more }: ListedFiles): ChecksumError[] {
  const errors = contradictions.map(({ line, firstLine }) => ({
    line,
    message: l10n.t('Line {0} says another digest of the same file.', firstLine),
  }));
  if (more.count > 0)
    errors.push({ line: more.lastLine, message: l10n.t('Lines up to this one that contradict another, too: {0}.', more.count) });
  return errors;
}
