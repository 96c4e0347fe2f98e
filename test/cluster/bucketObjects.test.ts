import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Bucket } from '../../src/cluster/buckets/bucket';
import { BucketRun } from '../../src/cluster/buckets/bucketRun';
import { Mirror } from '../../src/cluster/buckets/mirror';
import { assertConditional } from '../../src/cluster/buckets/probe';
import { recordChanges } from '../../src/cluster/buckets/runObjects';
import { undoObjects } from '../../src/cluster/buckets/undoObjects';
import type { ChunkTask, ObjectChange } from '../../src/cluster/queue/chunk';
import type { CheckedIn, CheckedOut } from '../../src/cluster/roots/rootStorage';
import type { Recipe } from '../../src/shared/recipe/recipe';
import { outcomeOf } from '../../src/shared/run/outcome';
import type { Task, WriteMode } from '../../src/shared/run/run';
import { resizeRecipe } from '../pool/workspace';
import { BucketServer } from './bucketServer';

/** What a worker does with objects, without the engine between: the output of a task is what the test says. */

const server = new BucketServer('pictures');
const home = mkdtempSync(join(tmpdir(), 'assetmill-objects-'));
const recipe = resizeRecipe({ longEdge: 120 }, { kind: 'folder', folder: 'out' });
const replacing: Recipe = { ...recipe, replace: true };
let runs = 0;

beforeAll(() => server.start());
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});
afterEach(() => {
  server.onRequest = () => undefined;
  server.isConditional = true;
});

function bucket(): Bucket {
  return new Bucket(server.connect(), { bucket: 'pictures', prefix: 'root/' });
}

/** A worker on a run. */
function worker(run = 'run'): BucketRun {
  runs += 1;
  const scratch = join(home, `scratch-${runs}`);
  mkdirSync(scratch);
  return new BucketRun(bucket(), run, scratch);
}

const bare = (etag: string) => etag.replaceAll('"', '');

interface Planned {
  readonly id?: number;
  readonly source: string;
  readonly target: string;
  readonly mode?: WriteMode;
  readonly versions: Record<string, string>;
  readonly bytes?: number;
}

function task({ id = 1, source, target, mode = 'create', versions, bytes = 6 }: Planned): ChunkTask {
  const header = {
    format: 'jpeg',
    width: 1,
    height: 1,
    pages: 1,
    bits: 8,
    channels: 3,
    alpha: false,
    space: 'srgb',
    metadata: [],
  } as const;
  const outputs = [{ output: 0, target, format: 'webp', mode, copy: false }] as const;
  return { id, source, root: '', bytes, cost: 1, mtimeMs: 1_700_000_000_000, attempt: 0, header, outputs, versions };
}

/** Writes the output of a task as the engine does, and has it put. */
async function finish(checkedOut: CheckedOut, content: Buffer | string): Promise<CheckedIn> {
  const [local] = checkedOut.tasks as [Task];
  const target = local.outputs[0]?.target as string;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, content);
  const output = { target, bytes: statSync(target).size, width: 1, height: 1, format: 'webp' } as const;
  const result = await checkedOut.checkIn(outcomeOf(local, { status: 'done', outputs: [output] }));
  await checkedOut.close();
  return result;
}

async function carryOut(planned: ChunkTask, content: Buffer | string, { of = worker(), by = recipe } = {}): Promise<CheckedIn> {
  return finish(await of.checkOut([planned], by), content);
}

test('An output is an object with its type and its digest, and nothing stays on the computer', async () => {
  const etag = bare(await server.write('root/a b/ä+%.jpg', 'source'));
  const run = worker();
  const { outcome, changes } = await carryOut(
    task({ source: 'a b/ä+%.jpg', target: 'out/ä+%.webp', versions: { 'a b/ä+%.jpg': etag } }),
    'output',
    { of: run },
  );
  expect(outcome).toMatchObject({ status: 'done', source: 'a b/ä+%.jpg', outputs: [{ target: 'out/ä+%.webp', bytes: 6 }] });
  expect(String(await server.read('root/out/ä+%.webp'))).toBe('output');
  const sha256 = createHash('sha256').update('output').digest('hex');
  expect(await bucket().head('out/ä+%.webp')).toMatchObject({
    metadata: { 'assetmill-sha256': sha256 },
    headers: { ContentType: 'image/webp' },
  });
  expect(changes).toMatchObject([{ action: 'create', path: 'out/ä+%.webp', sha256, bytes: 6 }]);
  expect(readdirSync(run.scratch)).toEqual(['run']);
});

test('Two workers with the same task leave one whole object, and both have its outcome', async () => {
  const versions = { 'two.jpg': bare(await server.write('root/two.jpg', 'source')) };
  const planned = task({ source: 'two.jpg', target: 'out/two.webp', versions });
  const [one, other] = await Promise.all([worker(), worker()].map((each) => each.checkOut([planned], recipe)));
  const both = await Promise.all([finish(one as CheckedOut, 'from one'), finish(other as CheckedOut, 'from the other')]);
  const content = String(await server.read('root/out/two.webp'));
  expect(['from one', 'from the other']).toContain(content);
  for (const { outcome } of both) expect(outcome).toMatchObject({ status: 'done', outputs: [{ bytes: content.length }] });
  expect(both[0]?.changes).toEqual(both[1]?.changes);
});

test('A source that was edited or deleted after the plan fails alone', async () => {
  const versions = Object.fromEntries(
    await Promise.all(
      ['edited', 'deleted', 'left'].map(async (name) => [`${name}.jpg`, bare(await server.write(`root/${name}.jpg`, 'source'))]),
    ),
  );
  await server.write('root/edited.jpg', 'edited');
  await server.remove('root/deleted.jpg');
  const tasks = ['edited', 'deleted', 'left', 'new'].map((name, id) =>
    task({ id, source: `${name}.jpg`, target: `out/${name}.webp`, versions }),
  );
  const { tasks: there, lost } = await worker().checkOut(tasks, recipe);
  expect(there.map(({ id }) => id)).toEqual([2]);
  expect(lost.map(({ id, code }) => [id, code])).toEqual([
    [0, 'changed'],
    [1, 'vanished'],
    [3, 'changed'],
  ]);
});

test('An object that somebody else wrote at the target is not touched', async () => {
  const versions = { 'foreign.jpg': bare(await server.write('root/foreign.jpg', 'source')) };
  await server.write('root/out/foreign.webp', 'of somebody else');
  const { outcome, changes } = await carryOut(task({ source: 'foreign.jpg', target: 'out/foreign.webp', versions }), 'output');
  expect(outcome).toMatchObject({ status: 'failed', code: 'target-exists', outputs: [] });
  expect(outcome.message).toBe('s3://pictures/root/out/foreign.webp exists with another content, so it was not touched.');
  expect(changes).toEqual([]);
  expect(String(await server.read('root/out/foreign.webp'))).toBe('of somebody else');
});

test('An object that is overwritten is kept before, unless it changed since the plan', async () => {
  const source = bare(await server.write('root/over.jpg', 'source'));
  const planned = async (id: number, target: string) =>
    task({
      id,
      source: 'over.jpg',
      target,
      mode: 'overwrite',
      versions: { 'over.jpg': source, [target]: bare(await server.write(`root/${target}`, 'older')) },
    });
  const [good, bad] = [await planned(1, 'out/good.webp'), await planned(2, 'out/bad.webp')];
  await server.write('root/out/bad.webp', 'edited');
  const done = await carryOut(good, 'output');
  expect(done).toMatchObject({
    outcome: { status: 'done' },
    changes: [{ action: 'replace', original: { path: '.assetmill/runs/run/originals/out/good.webp' } }],
  });
  expect(String(await server.read('root/.assetmill/runs/run/originals/out/good.webp'))).toBe('older');
  expect((await carryOut(bad, 'output')).outcome).toMatchObject({ status: 'failed', code: 'changed' });
  expect(String(await server.read('root/out/bad.webp'))).toBe('edited');
});

test('A replaced source is kept, and an attempt after it that nobody heard of ends the same way', async () => {
  const versions = {
    'own.jpg': bare(await server.write('root/own.jpg', 'source')),
    'moved.png': bare(await server.write('root/moved.png', 'source')),
  };
  const same = task({ id: 1, source: 'own.jpg', target: 'own.jpg', mode: 'replace', versions });
  const moved = task({ id: 2, source: 'moved.png', target: 'moved.webp', versions });
  const changes: ObjectChange[][] = [];
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const both = [await carryOut(same, 'output', { by: replacing }), await carryOut(moved, 'output', { by: replacing })];
    for (const { outcome } of both) expect(outcome).toMatchObject({ status: 'done', outputs: [{ bytes: 6 }] });
    changes.push(both.flatMap((each) => each.changes));
  }
  expect(changes[0]?.map(({ action, path }) => `${action} ${path}`)).toEqual(['replace own.jpg', 'create moved.webp', 'remove moved.png']);
  expect(changes[1]).toEqual(changes[0]);
  expect(await server.read('root/moved.png')).toBeUndefined();

  // And undo, of which the second object was edited since.
  const directory = join(home, 'undone');
  mkdirSync(directory);
  recordChanges(directory, changes.flat());
  await server.write('root/moved.webp', 'edited');
  const place = { bucket: bucket(), mirror: new Mirror(bucket(), join(home, 'undone-files')), directory, scratch: home };
  const report = await undoObjects({ ...place, toPortable: (path) => path, toLocal: (path) => path }, {});
  expect(report).toMatchObject({ restored: 2, removed: 0, refused: [{ path: 'moved.webp', edited: true }] });
  expect(String(await server.read('root/own.jpg'))).toBe('source');
  expect(String(await server.read('root/moved.png'))).toBe('source');
  expect(String(await server.read('root/moved.webp'))).toBe('edited');
});

test('A large output is put in parts, whole or not at all', async () => {
  const versions = { 'large.jpg': bare(await server.write('root/large.jpg', 'source')) };
  const large = randomBytes(20_000_000);
  const planned = (target: string) => task({ source: 'large.jpg', target, versions });
  expect((await carryOut(planned('out/large.webp'), large)).outcome).toMatchObject({ status: 'done' });
  expect((await server.read('root/out/large.webp'))?.equals(large)).toBe(true);
  expect(server.counts['PUT part']).toBe(3);
  // Somebody else writes the object while its parts are sent.
  server.onRequest = async ({ kind }) => void (kind === 'POST complete' && (await server.write('root/out/taken.webp', 'foreign')));
  expect((await carryOut(planned('out/taken.webp'), large)).outcome).toMatchObject({ status: 'failed', code: 'target-exists' });
  expect(String(await server.read('root/out/taken.webp'))).toBe('foreign');
  expect(server.counts.DELETE).toBeGreaterThan(0);
}, 120_000);

test('A chunk gets no path outside of its root', async () => {
  const versions = { 'inside.jpg': bare(await server.write('root/inside.jpg', 'source')) };
  const inside = { source: 'inside.jpg', target: 'out/inside.webp', versions };
  for (const planned of [
    { source: '../other.jpg' },
    { target: '../other.webp' },
    { target: '/other.webp' },
    { target: '.assetmill/runs/1/originals/x' },
  ])
    await expect(worker().checkOut([task({ ...inside, ...planned })], recipe)).rejects.toThrow(/is not a path/);
});

test('A storage without conditional writes is refused', async () => {
  await assertConditional(bucket(), home);
  server.isConditional = false;
  await expect(assertConditional(bucket(), home)).rejects.toThrow(/does not support conditional writes/);
  expect((await server.keys('root/.assetmill/')).filter((key) => key.includes('probe'))).toEqual([]);
});
