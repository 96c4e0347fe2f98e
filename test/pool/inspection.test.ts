import { hash } from 'node:crypto';
import { linkSync, mkdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { PoolClient } from '../../src/client/pool/poolClient';
import { type PlannedInspection, planRows, planSize, readableFiles, requestInspectionPlan } from '../../src/client/runs/inspectionPlan';
import { runInspection } from '../../src/client/runs/runInspection';
import type { RunEnd } from '../../src/client/runs/taskRunner';
import { hashBlockBytes, type Inspection, type InspectRequest } from '../../src/shared/run/inspection';
import { readOutcomes } from '../../src/shared/run/readFiles';
import type { Outcome, WorkerStatus } from '../../src/shared/run/run';
import { writeImages } from './images';
import { lonelyPool } from './poolFiles';
import { bundles, setUpPool, workspace } from './setUp';

setUpPool();

const sha256: Inspection = { kind: 'hash', algorithms: ['sha256'] };

function planRequest(folder: string, inspection: Inspection, rest: Partial<InspectRequest> = {}): InspectRequest {
  const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true, order: 'auto' } as const;
  return { ...rules, selection: [folder], roots: [workspace.root], inspection, ...rest };
}

/** A folder in the workspace for files of any kind. */
function filesFolder(): string {
  const folder = join(workspace.root, 'files');
  mkdirSync(folder, { recursive: true });
  return folder;
}

function planFor(
  client: PoolClient,
  folder: string,
  inspection: Inspection,
  rest: Partial<InspectRequest> = {},
): Promise<PlannedInspection> {
  return requestInspectionPlan(client, planRequest(folder, inspection, rest), new AbortController().signal);
}

test('A check goes on when its process dies while it is planned: no headers are read', async () => {
  await writeImages(workspace.images, 300, { width: 40, height: 30 });
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
  const { pid } = await client.process();
  const planning = planFor(client, workspace.images, { kind: 'check' });
  process.kill(pid as number, 'SIGKILL');
  const { tasks } = await planning;
  expect(tasks).toHaveLength(300);
  expect(tasks.filter(({ header }) => header)).toEqual([]);
});

interface InspectionRun {
  readonly end: RunEnd;
  readonly outcomes: readonly Outcome[];
}

/** Inspects a folder. @param onStatus receives the status of the workers */
async function inspect(
  client: PoolClient,
  folder: string,
  inspection: Inspection,
  onStatus: (workers: readonly WorkerStatus[], abort: AbortController) => void = () => {},
): Promise<InspectionRun> {
  const abort = new AbortController();
  const outcomes: Outcome[] = [];
  const plan = await planFor(client, folder, inspection);
  const end = await runInspection(
    plan,
    { client, timeoutSeconds: 60, signal: abort.signal },
    { outcomes: (all) => outcomes.push(...all), workers: (workers) => onStatus(workers, abort) },
  );
  return { end, outcomes };
}

test('Files can be hashed without the image library, but images cannot be checked', async () => {
  const folder = filesFolder();
  writeFileSync(join(folder, 'a'), 'text');
  await writeImages(folder, 1);
  const client = workspace.client({ poolFile: await lonelyPool(), workers: 2 });
  const { end, outcomes } = await inspect(client, folder, sha256);
  expect(end).toEqual({ state: 'finished' });
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
  expect(outcomes.find(({ source }) => source.endsWith('a'))?.findings?.digests).toEqual({ sha256: hash('sha256', 'text') });
  await expect(inspect(client, folder, { kind: 'check' })).rejects.toThrow('The image library sharp does not work on this computer');
  expect((await inspect(client, folder, sha256)).end).toEqual({ state: 'finished' });
});

// Windows would allocate the whole file.
test.skipIf(process.platform === 'win32')(
  'Progress in a huge file is reported, and a cancel ends its task but not the process',
  async () => {
    const path = join(filesFolder(), 'sparse');
    writeFileSync(path, '');
    truncateSync(path, 2 ** 40);
    const client = workspace.client({ poolFile: bundles.poolFile, workers: 1 });
    const { pid } = await client.process('files');
    const reported: number[] = [];
    const { end, outcomes } = await inspect(client, filesFolder(), sha256, ([worker], abort) => {
      reported.push(worker?.bytesRead ?? 0);
      if ((reported.at(-1) as number) > 50_000_000) abort.abort();
    });
    expect(end).toEqual({ state: 'canceled' });
    expect(outcomes).toMatchObject([{ status: 'canceled', message: 'Canceled while the file was being read.' }]);
    expect(reported.filter((bytes) => bytes > 0)).toEqual(reported.filter((bytes) => bytes > 0).sort((a, b) => a - b));
    expect((await client.process('files')).pid).toBe(pid);
    writeFileSync(path, 'text');
    expect((await inspect(client, filesFolder(), sha256)).outcomes).toMatchObject([{ status: 'done' }]);
  },
);

test('BLAKE3 digests are the same without the native library, which is logged once', async () => {
  const folder = filesFolder();
  for (let index = 0; index < 300; index += 1) writeFileSync(join(folder, `${index}`), 'text');
  const client = workspace.client({ poolFile: await lonelyPool(), workers: 2 });
  const { outcomes } = await inspect(client, folder, { kind: 'hash', algorithms: ['blake3'] });
  const native = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const expected = (await inspect(native, folder, { kind: 'hash', algorithms: ['blake3'] })).outcomes[0]?.findings;
  expect(expected?.digests?.blake3).toMatch(/^[0-9a-f]{64}$/);
  expect(outcomes.map(({ findings }) => findings)).toEqual(Array(300).fill(expected));
  expect(workspace.log.filter((line) => line.includes('BLAKE3 runs in WebAssembly'))).toHaveLength(1);
});

test('Small files are read while they are planned, larger ones by the run, and neither if files are read in disk order', async () => {
  const folder = filesFolder();
  const texts = Array.from({ length: 600 }, (_, index) => `text ${index}`);
  for (const [index, text] of texts.entries()) writeFileSync(join(folder, `${index}`.padStart(3, '0')), text);
  writeFileSync(join(folder, 'large'), Buffer.alloc(hashBlockBytes + 1));
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await planFor(client, folder, sha256);
  expect(plan.tasks.map(({ source }) => basename(source))).toEqual(['large']);
  const settled = plan.read.flatMap(readOutcomes).sort((a, b) => a.id - b.id);
  expect(settled.map(({ findings }) => findings?.digests?.sha256)).toEqual(texts.map((text) => hash('sha256', text)));
  expect(new Set(settled.map(({ status }) => status))).toEqual(new Set(['done']));
  expect(settled.every(({ worker }) => worker >= 0)).toBe(true);
  expect(planRows(plan).map(({ id }) => id)).toEqual(Array.from({ length: 601 }, (_, index) => index));
  const bytes = texts.join('').length + hashBlockBytes + 1;
  expect([planSize(plan), plan.summary]).toMatchObject([
    { files: 601, bytes },
    { tasks: 601, skipped: 0, bytes },
  ]);
  const ordered = await planFor(client, folder, sha256, { order: 'sequential' });
  expect([ordered.tasks.length, ordered.settled.length, ordered.read.length]).toEqual([601, 0, 0]);
  const { outcomes } = await inspect(client, folder, sha256);
  expect(outcomes).toHaveLength(601);
});

test('A plan for duplicates has groups of small files, and else only files that may have some', async () => {
  const folder = filesFolder();
  const texts = { a: 'same', b: 'same', c: 'sane', d: 'longer', e: '', f: '' };
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
  for (const name of ['x', 'y']) writeFileSync(join(folder, name), Buffer.alloc(100_000, name));
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await planFor(client, folder, { kind: 'hash', algorithms: ['blake3'] }, { onlyDuplicates: true });
  expect(readableFiles(plan).map(({ source }) => basename(source))).toEqual(['e', 'f', 'x', 'y']);
  expect(plan.groups.map(({ files }) => files.map(({ path }) => basename(path)))).toEqual([['a', 'b']]);
  expect(plan.tasks.map(({ source }) => basename(source))).toEqual(['e', 'f', 'x', 'y']);
});

test('On a hard disk, files that may have duplicates are read by folder and file number', async () => {
  const folder = filesFolder();
  const names = ['e', 'b', 'd', 'a', 'c'];
  for (const name of names) writeFileSync(join(folder, name), Buffer.alloc(100_000));
  const byNumber = names.sort((a, b) => statSync(join(folder, a)).ino - statSync(join(folder, b)).ino);
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const rest = { order: 'sequential', onlyDuplicates: true } as const;
  const plan = await planFor(client, folder, { kind: 'hash', algorithms: ['blake3'] }, rest);
  expect(readableFiles(plan).map(({ source }) => basename(source))).toEqual(byNumber);
  expect(plan.tasks.map(({ source }) => basename(source))).toEqual(byNumber);
});

test('Among many files, too, only duplicates and what may have some are told, with all names of a file', async () => {
  const folder = filesFolder();
  const name = (index: number) => String(index).padStart(3, '0');
  // Two of each content, except for the last ten, which have nothing but their size in common; the next ten not even that.
  for (let index = 0; index < 200; index += 1)
    writeFileSync(join(folder, name(index)), index < 190 ? `text ${index >> 1}` : `last${index}`);
  for (let index = 200; index < 210; index += 1) writeFileSync(join(folder, name(index)), 'x'.repeat(index));
  for (const each of ['x', 'y']) writeFileSync(join(folder, each), Buffer.alloc(100_000, each));
  linkSync(join(folder, name(0)), join(folder, 'z'));
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const plan = await planFor(client, folder, { kind: 'hash', algorithms: ['blake3'] }, { onlyDuplicates: true });
  expect(readableFiles(plan).map(({ source }) => basename(source))).toEqual(['x', 'y']);
  const names = plan.groups.map(({ files }) => files.map(({ path }) => basename(path))).sort();
  expect(names).toEqual(Array.from({ length: 95 }, (_, index) => [name(2 * index), name(2 * index + 1)]));
  const [first] = plan.groups.flatMap(({ files }) => files).filter(({ path }) => basename(path) === '000');
  expect(first).toMatchObject({ bytes: 6, otherNames: [join(folder, 'z')], link: expect.stringMatching(/^\d+:\d+$/) });
  expect(plan.summary).toMatchObject({ tasks: 213, skipped: 0 });
});

test('Of many files, those that the cache knows are not read again, and one that has changed since is', async () => {
  const folder = filesFolder();
  for (let index = 0; index < 100; index += 1) {
    writeFileSync(join(folder, String(index)), 'text');
    utimesSync(join(folder, String(index)), 1_000_000, 1_000_000);
  }
  const cacheFolder = join(workspace.root, '..', 'digests');
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const hashAll = async () => {
    const plan = await requestInspectionPlan(client, planRequest(folder, sha256, { cacheFolder }), new AbortController().signal);
    const outcomes: Outcome[] = [];
    const options = { client, cacheFolder, timeoutSeconds: 60, signal: new AbortController().signal };
    await runInspection(plan, options, { outcomes: (all) => outcomes.push(...all), workers: () => {} });
    const read = plan.read.reduce((sum, { ids }) => sum + ids.length, 0);
    return { read, digests: outcomes.sort((a, b) => a.id - b.id).map(({ findings }) => findings?.digests?.sha256) };
  };
  const digests = Array(100).fill(hash('sha256', 'text'));
  expect(await hashAll()).toEqual({ read: 100, digests });
  expect(await hashAll()).toEqual({ read: 0, digests });
  writeFileSync(join(folder, '0'), 'other');
  expect(await hashAll()).toEqual({ read: 1, digests: [hash('sha256', 'other'), ...digests.slice(1)] });
});
