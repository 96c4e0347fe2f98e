import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { node } from '../../../bundles.mjs';
import { readJournal } from '../../../src/engine/commit/journal';
import { undoRun } from '../../../src/engine/commit/undoRun';
import type { PlanEntry } from '../../../src/shared/run/plan';
import type { Outcome } from '../../../src/shared/run/run';
import { gradient } from '../fixtures/images';
import { carryOut, contentOf, filesIn, longEdge, only, place, planOf, run, runPlace, temporaryFolder } from '../fixtures/runs';

/** Runs on real full disks and with real missing permissions: the test mounts a small file system, and runs as another user. */

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('Tests of permissions are not run: they start a process of another user, which root alone may do.');

/** Mounts a disk; undefined, with a line in the log, if that is not possible. */
function mount(options: string): string | undefined {
  const folder = temporaryFolder();
  const { status, stderr, error } = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'assetmill-test', folder], { encoding: 'utf8' });
  if (status !== 0) {
    console.log(`Not run, since no disk can be mounted here: ${error?.message ?? stderr.trim()}`);
    return undefined;
  }
  onTestFinished(() => void execFileSync('umount', ['-l', folder]));
  return folder;
}

/** Fills a disk except for a few KB. */
function fill(disk: string, kilobytesLeft: number): void {
  const spare = place(join(disk, '.spare'), Buffer.alloc(kilobytesLeft * 1024));
  try {
    for (let part = 0; ; part += 1) writeFileSync(join(disk, `.filler-${part}`), Buffer.alloc(16 * 1024));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  }
  execFileSync('rm', [spare]);
}

const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#888', noise } })
  .jpeg({ quality: 95 })
  .toBuffer();

describe.skipIf(process.platform !== 'linux')('a full disk', () => {
  const profiles = [
    ['beside', longEdge(250)],
    ['into a folder', longEdge(250, { outputs: [{ folder: 'out' }] })],
    ['over the source', longEdge(250, { replace: true })],
    ['over the source under another extension', longEdge(250, { replace: true, outputs: [{ format: 'png' }] })],
  ] as const;

  test.each(profiles)('on a full disk the file fails alone and remains whole: %s', async (_, profile) => {
    const disk = mount('size=1m');
    if (disk === undefined) return;
    const folder = join(disk, 'images');
    place(join(folder, 'a.jpg'), photo);
    const before = contentOf(disk);
    const { recipe, tasks } = await planOf(folder, profile);
    fill(disk, 8);
    const outcome = only(await carryOut(recipe, tasks));
    expect(outcome).toMatchObject({ status: 'failed', code: 'disk-full', outputs: [] });
    expect(outcome.message).toContain('The disk is full');
    execFileSync('sh', ['-c', `rm ${disk}/.filler-*`]);
    expect(contentOf(disk)).toEqual(before);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'done' });
  });

  test('originals are not replaced if the store is full', async () => {
    const store = mount('size=64k');
    if (store === undefined) return;
    fill(store, 4);
    const folder = temporaryFolder();
    place(join(folder, 'a.jpg'), photo);
    const before = contentOf(folder);
    const { recipe, tasks } = await planOf(folder, longEdge(250, { replace: true }));
    const outcome = only(await carryOut(recipe, tasks, { id: 'run', directory: store }));
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'backup-failed',
      message: 'The original could not be kept for Undo, so the file was not touched. The disk is full. Free some space and try again.',
    });
    expect(contentOf(folder)).toEqual(before);
  });

  test('files are not written if the journal cannot take a whole entry', async () => {
    const store = mount('size=64k,nr_inodes=50');
    if (store === undefined) return;
    const folder = temporaryFolder();
    for (let index = 0; index < 60; index += 1) place(join(folder, `${index}-${'x'.repeat(150)}.jpg`), photo);
    const { recipe, tasks } = await planOf(folder, longEdge(50));
    // The free space holds a few entries and a part of one.
    writeFileSync(join(store, '.filler'), Buffer.alloc(60 * 1024));
    const outcomes = await carryOut(recipe, tasks, { id: 'run', directory: store });
    const done = outcomes.filter(({ status }) => status === 'done').length;
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(60);
    expect(new Set(outcomes.slice(done).map(({ code }) => code))).toEqual(new Set(['disk-full']));
    expect(readJournal(store)).toHaveLength(done);
    expect(filesIn(folder)).toHaveLength(60 + done);
    expect(undoRun(store, 'run')).toEqual({ restored: 0, removed: done, refused: [] });
  });

  test('originals on another disk are copied to the store and restored from it', async () => {
    const disk = mount('size=1m');
    if (disk === undefined) return;
    place(join(disk, 'a.jpg'), photo);
    const before = contentOf(disk);
    const at = runPlace();
    const { outcomes } = await run(disk, longEdge(250, { replace: true, outputs: [{ format: 'webp' }] }), {}, at);
    expect(only(outcomes).status).toBe('done');
    expect(undoRun(at.directory, at.id)).toMatchObject({ restored: 1, refused: [] });
    expect(contentOf(disk)).toEqual(before);
  });

  test('a run over a read-only disk fails with a clear message', async () => {
    const disk = mount('size=1m');
    if (disk === undefined) return;
    place(join(disk, 'a.jpg'), photo);
    const before = contentOf(disk);
    execFileSync('mount', ['-o', 'remount,ro', disk]);
    for (const profile of [longEdge(250), longEdge(250, { replace: true }), longEdge(250, { outputs: [{ folder: 'out' }] })]) {
      const { outcomes } = await run(disk, profile);
      expect(only(outcomes)).toMatchObject({ status: 'failed', code: 'read-only' });
      expect(contentOf(disk)).toEqual(before);
    }
  });
});

/** A user without rights: nobody on most systems. */
const nobody = 65_534;

interface Report {
  readonly entries: readonly PlanEntry[];
  readonly outcomes: readonly Outcome[];
}

/** Runs the engine in a process of a user without rights. */
async function runAsNobody(root: string, profile: object): Promise<Report> {
  const place = temporaryFolder();
  const bundle = join(place, 'engine.cjs');
  await build({
    ...node,
    stdin: { contents: script, resolveDir: join(import.meta.dirname, '../../../src/engine'), loader: 'ts' },
    outfile: bundle,
    sourcemap: false,
  });
  const directory = join(place, 'run');
  mkdirSync(directory);
  chownSync(directory, nobody, nobody);
  chmodSync(place, 0o755);
  // The bundle finds sharp beside itself. A copy, since the user nobody may not be able to read the checkout.
  for (const name of ['sharp', '@img', 'detect-libc', 'semver']) {
    cpSync(join(import.meta.dirname, '../../../node_modules', name), join(place, 'node_modules', name), { recursive: true });
  }
  const input = JSON.stringify({ root, profile, directory });
  return JSON.parse(execFileSync(process.execPath, [bundle], { input, uid: nobody, gid: nobody, encoding: 'utf8' })) as Report;
}

const script = `
  import { readFileSync } from 'node:fs';
  import { Journal } from './commit/journal';
  import { planProcessing } from './plan/planProcessing';
  import { processTask } from './process/processTask';
  import { parseProfile } from '../shared/recipe/parseProfile';
  import { isTask } from '../shared/run/plan';

  const { root, profile, directory } = JSON.parse(readFileSync(0, 'utf8'));
  const { recipe } = parseProfile('test', profile);
  const request = { selection: [root], roots: [root], allowedFolders: [], recipe, excludeGlobs: [], useIgnoreFiles: true };
  const context = { setup: { runId: 'run', recipe, directory, timeoutSeconds: 60 }, journal: new Journal(directory), worker: 0 };
  void (async () => {
    const entries = [];
    await planProcessing(request, { send: async (batch) => void entries.push(...batch) }, new AbortController().signal);
    const outcomes = [];
    for (const task of entries.filter(isTask)) outcomes.push(await processTask(task, context, () => {}));
    console.log(JSON.stringify({ entries, outcomes }));
  })();
`;

describe.skipIf(!isRoot)('missing permissions', () => {
  test('an image without read permission fails alone', async () => {
    const root = temporaryFolder();
    chmodSync(root, 0o777);
    const secret = place(join(root, 'secret.jpg'), photo);
    place(join(root, 'open.jpg'), photo);
    chmodSync(secret, 0o600);
    const { entries, outcomes } = await runAsNobody(root, longEdge(250));
    expect(entries[1]).toMatchObject({ source: secret, status: 'failed', code: 'permission' });
    expect(outcomes.map(({ status }) => status)).toEqual(['done']);
  });

  test('a folder without write permission makes the file fail', async () => {
    const root = temporaryFolder();
    chmodSync(root, 0o755);
    place(join(root, 'a.jpg'), photo);
    const before = contentOf(root);
    for (const profile of [longEdge(250), longEdge(250, { replace: true }), longEdge(250, { outputs: [{ folder: 'out' }] })]) {
      const { outcomes } = await runAsNobody(root, profile);
      expect(only(outcomes)).toMatchObject({
        status: 'failed',
        code: 'permission',
        message: expect.stringContaining('Permission to read or write was denied'),
      });
      expect(contentOf(root)).toEqual(before);
      expect(existsSync(join(root, 'out'))).toBe(false);
    }
  });

  test('a source of another user in a shared folder is not replaced', async () => {
    const root = temporaryFolder();
    chmodSync(root, 0o1777); // as /tmp: only the owner of a file may take it away
    place(join(root, 'a.jpg'), photo);
    const before = contentOf(root);
    for (const format of ['source', 'png']) {
      const { outcomes } = await runAsNobody(root, longEdge(250, { replace: true, outputs: [{ format: format as 'png' }] }));
      expect(only(outcomes), format).toMatchObject({ status: 'failed', code: 'permission' });
      expect(contentOf(root), format).toEqual(before);
      expect(readdirSync(root), format).toEqual(['a.jpg']);
    }
  });

  test('a folder without read permission is reported', async () => {
    const root = temporaryFolder();
    chmodSync(root, 0o755);
    place(join(root, 'a.jpg'), await gradient(20, 20).jpeg().toBuffer());
    place(join(root, 'closed/b.jpg'), photo);
    chmodSync(join(root, 'closed'), 0o700);
    const { entries } = await runAsNobody(root, longEdge(250));
    expect(entries).toMatchObject([
      { source: join(root, 'a.jpg') },
      {
        source: join(root, 'closed'),
        status: 'failed',
        code: 'permission',
        message: expect.stringContaining('Permission to read or write was denied'),
      },
    ]);
  });
});
