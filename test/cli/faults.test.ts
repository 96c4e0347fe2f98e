import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contentOf } from '../engine/fixtures/runs';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { commandLine, ended, type Said } from './commandLine';

/** System calls that fail in real processes: a library is preloaded into the command line and its pool process. */

setUpPool();

const folder = mkdtempSync(join(tmpdir(), 'assetmill-faults-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The preloaded library; undefined, with a line in the log, where it cannot be compiled. */
function compileFaults(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const library = join(folder, 'failCalls.so');
  const source = join(__dirname, '../torture/faults/failCalls.c');
  const { status, error, stderr } = spawnSync('gcc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl'], { encoding: 'utf8' });
  if (status === 0) return library;
  console.log(`Not run, since failing system calls need gcc: ${error?.message ?? stderr.trim()}`);
  return undefined;
}

const library = compileFaults();

interface Fault {
  readonly call: 'rename' | 'link' | 'unlink' | 'fsync' | 'write' | 'open';
  readonly error: 'EBUSY' | 'EPERM' | 'ESTALE' | 'EIO' | 'ENOSPC';
  /** Part of the path. */
  readonly path: string;
  /** Exit codes that the run may have; 1 unless it says so. */
  readonly codes?: readonly number[];
}

function runWith({ call, error, path }: Fault, ...args: readonly string[]): Promise<Said> {
  const fault = { FAULT_CALL: call, FAULT_NTH: '2', FAULT_ERRNO: String(constants.errno[error]), FAULT_PATH: path };
  const env = { ...process.env, ASSETMILL_STORE: workspace.store, LD_PRELOAD: library, ...fault };
  return ended(spawn(process.execPath, [bundles.cliFile, ...args], { cwd: workspace.root, env, stdio: ['ignore', 'pipe', 'pipe'] }));
}

const temps = () => readdirSync(workspace.images).filter((name) => name.endsWith('.tmp'));

const replace = ['resize', '--percent', '50', '--replace', 'images'];

/** A run that does without the call, or does not need it, succeeds. */
const mayWork = [0, 1];

/** A run whose record cannot be written does not start. */
const withoutRecord = [2];

const faults: Fault[] = [
  { call: 'rename', error: 'EBUSY', path: '/images/' },
  // Where the system has no hard links, originals are copied.
  { call: 'link', error: 'EPERM', path: '/originals/', codes: [0] },
  { call: 'fsync', error: 'EIO', path: 'journal.jsonl' },
  { call: 'write', error: 'ENOSPC', path: 'journal.jsonl' },
  { call: 'write', error: 'EIO', path: '/images/.assetmill-' },
  // A file that could not be read back may be made again, alone.
  { call: 'open', error: 'ESTALE', path: '/images/.assetmill-', codes: mayWork },
  { call: 'rename', error: 'ESTALE', path: '/images/' },
  { call: 'rename', error: 'EIO', path: 'run.json', codes: withoutRecord },
  { call: 'link', error: 'EIO', path: '/originals/', codes: mayWork },
  { call: 'unlink', error: 'EBUSY', path: '/images/', codes: mayWork },
  { call: 'unlink', error: 'EPERM', path: '/originals/', codes: mayWork },
  { call: 'fsync', error: 'EIO', path: '/images/.assetmill-' },
  { call: 'write', error: 'EIO', path: 'report.jsonl', codes: mayWork },
  { call: 'write', error: 'ESTALE', path: 'run.json', codes: withoutRecord },
];

/** Makes two files although a call fails. @returns false where calls cannot fail */
async function areMadeDespite(fault: Fault): Promise<boolean> {
  if (library === undefined) return false;
  await writeImages(workspace.images, 2, { width: 80, height: 60 });
  expect(await runWith(fault, 'resize', '--percent', '50', '--out', 'out', 'images')).toMatchObject({ code: 0 });
  expect(readdirSync(workspace.out)).toHaveLength(2);
  return true;
}

test('A lock that cannot be removed at first is removed all the same', async () => {
  if (!(await areMadeDespite({ call: 'unlink', error: 'EIO', path: '/.lock' }))) return;
  expect(readdirSync(workspace.store)).not.toContain('.lock');
});

test('When a new file keeps its temporary name at first, it is made all the same, and undo removes it', async () => {
  if (!(await areMadeDespite({ call: 'unlink', error: 'EPERM', path: '/out/.assetmill-' }))) return;
  expect(await commandLine(bundles, workspace, 'undo')).toMatchObject({ code: 0, err: '' });
  expect(workspace.files(workspace.out)).toEqual([]);
});

test.each(faults)('When $call fails with $error on $path, originals can be restored and no temp file stays', async (fault) => {
  if (library === undefined) return;
  await writeImages(workspace.images, 4, { width: 80, height: 60 });
  const before = contentOf(workspace.images);
  const ran = await runWith(fault, ...replace);
  expect(fault.codes ?? [1], ran.err).toContain(ran.code);
  for (const said of [ran, await runWith(fault, 'undo')]) expect(said.err).not.toMatch(/^ +at /m);
  const said = await commandLine(bundles, workspace, 'undo');
  expect(said).toMatchObject({ code: 0, err: '' });
  expect(contentOf(workspace.images)).toEqual(before);
  expect(temps()).toEqual([]);
});
