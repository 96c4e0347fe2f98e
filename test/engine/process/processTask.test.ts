import { chmodSync, existsSync, readFileSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { Journal, readJournal } from '../../../src/engine/commit/journal';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { processTask } from '../../../src/engine/process/processTask';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { Task } from '../../../src/shared/run/run';
import { gradient, solid } from '../fixtures/images';
import {
  carryOut,
  contentOf,
  filesIn,
  longEdge,
  only,
  place,
  planOf,
  type RunPlace,
  run,
  runOn,
  runPlace,
  temporaryFolder,
} from '../fixtures/runs';

const png = await gradient(64, 48).png().toBuffer();
const inFolder = longEdge(32, { outputs: [{ folder: 'out' }] });

/** Plans a folder with one image. */
async function planned(profile: Profile = inFolder, name = 'a.png', content: Buffer = png) {
  const root = temporaryFolder();
  const source = place(join(root, name), content);
  return { root, source, ...(await planOf(root, profile)) };
}

function again(tasks: readonly Task[]): Task[] {
  return tasks.map((task) => ({ ...task, attempt: task.attempt + 1 }));
}

describe('outputs', () => {
  test('the outcome has the sizes and bytes of the files', async () => {
    const root = temporaryFolder();
    const source = place(join(root, 'a.png'), png);
    const outputs = [
      { folder: 'out', format: 'webp' as const },
      { folder: 'out', name: '{name}-{width}' },
    ];
    const { outcomes } = await run(root, longEdge(32, { outputs }));
    const { outputs: written, ...outcome } = only(outcomes);
    expect(outcome).toMatchObject({ id: 0, source, status: 'done', before: { bytes: png.length, width: 64, height: 48 }, worker: 0 });
    expect(filesIn(root)).toEqual(['a.png', 'out/a-32.png', 'out/a.webp']);
    for (const file of written) {
      const { width, height, format } = await sharp(file.target).metadata();
      expect(file).toEqual({ target: file.target, bytes: statSync(file.target).size, width, height, format });
    }
  });

  test.each([
    [1, 1],
    [1, 5000],
    [20_000, 10],
    [10, 20_000],
  ])('an image of %d x %d pixels fits into the limit in every format', async (width, height) => {
    const path = place(join(temporaryFolder(), 'a.png'), await solid(width, height, '#336699').png().toBuffer());
    for (const format of ['jpeg', 'png', 'webp', 'avif', 'gif', 'tiff'] as const) {
      const { status, outputs, message } = await runOn(path, longEdge(300, { outputs: [{ format, quality: 90 }] }));
      expect({ status, message }, format).toEqual({ status: 'done' });
      expect(Math.max(outputs[0]?.width ?? 0, outputs[0]?.height ?? 0), format).toBeLessThanOrEqual(300);
    }
  });

  test('an SVG is rendered in every format', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="40" height="40" fill="red"/></svg>';
    const path = place(join(temporaryFolder(), 'a.svg'), svg);
    for (const format of ['png', 'jpeg', 'webp', 'avif', 'gif', 'tiff'] as const) {
      expect(await runOn(path, longEdge(40, { outputs: [{ format }] })), format).toMatchObject({
        status: 'done',
        outputs: [{ width: 40, height: 20 }],
      });
    }
    const { target } = await runOn(path, longEdge(20));
    const data = await sharp(target).ensureAlpha().raw().toBuffer();
    expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 255]);
    expect(data.at(-1)).toBe(0);
  });

  test('an enlarged SVG is rendered at its new size instead of scaled up', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="10" height="20" fill="black"/></svg>';
    const path = place(join(temporaryFolder(), 'a.svg'), svg);
    const { target } = await runOn(path, { steps: [{ operation: 'resize', longEdge: 400, enlarge: true }] });
    const { data, info } = await sharp(target).extractChannel('alpha').raw().toBuffer({ resolveWithObject: true });
    const soft = [...data].filter((alpha) => alpha > 8 && alpha < 247).length;
    expect(soft).toBeLessThan(2 * info.height);
  });

  test('the quality changes the size of a file', async () => {
    const path = place(join(temporaryFolder(), 'a.png'), png);
    for (const format of ['jpeg', 'webp', 'avif', 'tiff'] as const) {
      const bytes = async (quality: number) => (await runOn(path, { outputs: [{ format, quality }] })).outputs[0]?.bytes ?? 0;
      expect(await bytes(10), format).toBeLessThan(await bytes(95));
    }
  });

  test('a new file has the permissions of its source', async () => {
    const root = temporaryFolder();
    chmodSync(place(join(root, 'a.png'), png), 0o600);
    await run(root, inFolder);
    expect(statSync(join(root, 'out/a.png')).mode & 0o777).toBe(0o600);
  });

  test('sources with unusual names are processed', async () => {
    const root = temporaryFolder();
    const names = ['two  spaces', `"it's"`, 'cafe\u0301', '🐟', 'new\nline', '#50%', '..dots', 'x'.repeat(240)];
    for (const name of names) place(join(root, `${name}.png`), png);
    const { outcomes } = await run(root, inFolder);
    expect(outcomes.map(({ status }) => status)).toEqual(names.map(() => 'done'));
    expect(filesIn(join(root, 'out'))).toHaveLength(names.length);
  });
});

describe('the source', () => {
  test('a run beside the sources or into a folder never touches a source', async () => {
    const { root, source, recipe, tasks } = await planned();
    const before = statSync(source);
    await carryOut(recipe, tasks);
    const { atime: _, atimeMs: __, ...after } = statSync(source);
    expect(before).toMatchObject(after);
    expect(filesIn(root)).toEqual(['a.png', 'out/a.png']);
  });

  test('a source that changed after the plan is not touched', async () => {
    for (const profile of [inFolder, longEdge(32, { replace: true })]) {
      const { root, source, recipe, tasks } = await planned(profile);
      writeFileSync(source, await gradient(60, 48).png().toBuffer());
      const before = contentOf(root);
      expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'failed', code: 'changed' });
      expect(contentOf(root)).toEqual(before);
    }
  });

  test('a source that is edited while its replacement is made is not replaced', async () => {
    const { root, source, recipe, tasks } = await planned(longEdge(32, { replace: true }));
    const { id, directory } = runPlace();
    const journal = new Journal(directory);
    const setup = { runId: id, recipe, directory, timeoutSeconds: 60 };
    const outcome = processTask(only(tasks), { setup, journal, worker: 0 }, () => {});
    utimesSync(source, 1000, 1000);
    expect(await outcome).toMatchObject({ status: 'failed', code: 'changed' });
    journal.close();
    expect(filesIn(root)).toEqual(['a.png']);
    expect(readFileSync(source)).toEqual(png);
  });
});

describe('the target', () => {
  test('a target that appeared after the plan is not overwritten', async () => {
    const { root, recipe, tasks } = await planned();
    place(join(root, 'out/a.png'), 'somebody else');
    const before = contentOf(root);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'failed', code: 'target-exists' });
    expect(contentOf(root)).toEqual(before);
  });

  test('a link that appeared at the target is not followed', async () => {
    const { root, recipe, tasks } = await planned(longEdge(32));
    const other = place(join(root, 'other.txt'), 'somebody else');
    symlinkSync(other, join(root, 'a-test.png'));
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'failed', code: 'target-exists' });
    expect(readFileSync(other, 'utf8')).toBe('somebody else');
  });

  test('an overwritten target is backed up, and undo restores it', async () => {
    const root = temporaryFolder();
    const source = place(join(root, 'a.png'), png);
    place(join(root, 'a-test.png'), 'the old one');
    const before = contentOf(root);
    const { outcomes, run: at } = await run(root, longEdge(32, { conflict: 'overwrite' }), { selection: [source] });
    expect(only(outcomes).status).toBe('done');
    expect((await sharp(join(root, 'a-test.png')).metadata()).width).toBe(32);
    expect(undoRun(at.directory, at.id)).toEqual({ restored: 1, removed: 0, refused: [] });
    expect(contentOf(root)).toEqual(before);
  });

  test('a target that no longer exists is written instead of overwritten', async () => {
    const root = temporaryFolder();
    const source = place(join(root, 'a.png'), png);
    const old = place(join(root, 'A-TEST.png'), 'the old one');
    const { recipe, tasks } = await planOf(root, longEdge(32, { conflict: 'overwrite' }), { selection: [source] });
    expect(only(tasks).outputs[0]?.mode).toBe('overwrite');
    unlinkSync(old);
    const at = runPlace();
    expect(only(await carryOut(recipe, tasks, at))).toMatchObject({ status: 'done' });
    expect(undoRun(at.directory, at.id)).toMatchObject({ removed: 1 });
    expect(filesIn(root)).toEqual(['a.png']);
  });

  test('a target that is a link is not overwritten, since the link would be lost', async () => {
    const root = temporaryFolder();
    const source = place(join(root, 'a.png'), png);
    const other = place(join(root, 'other.txt'), 'somebody else');
    symlinkSync(other, join(root, 'a-test.png'));
    const { outcomes } = await run(root, longEdge(32, { conflict: 'overwrite' }), { selection: [source] });
    expect(only(outcomes)).toMatchObject({
      status: 'failed',
      code: 'not-a-file',
      message: `${join(root, 'a-test.png')} is a link, not a file, so it was left as it is.`,
    });
    expect(readFileSync(join(root, 'a-test.png'), 'utf8')).toBe('somebody else');
    expect(filesIn(root)).toEqual(['a.png', 'other.txt']);
  });
});

describe('neverLarger', () => {
  test('neverLarger keeps a source that the output would exceed', async () => {
    const small = await solid(64, 48, 'red').png({ palette: true, colors: 2 }).toBuffer();
    const { root, recipe, tasks } = await planned({ outputs: [{ format: 'tiff' }], neverLarger: true }, 'a.png', small);
    const outcome = only(await carryOut(recipe, tasks));
    expect(outcome).toMatchObject({ status: 'kept', code: 'larger', outputs: [] });
    expect(outcome.message).toMatch(/^The source was kept: the output would be [\d.]+ K?B larger\.$/);
    expect(filesIn(root)).toEqual(['a.png']);
  });

  test('neverLarger writes an output that is smaller', async () => {
    const { recipe, tasks } = await planned({ outputs: [{ format: 'webp', quality: 10 }], neverLarger: true });
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'done' });
  });

  test('neverLarger applies to each output separately', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#888', noise } })
      .jpeg()
      .toBuffer();
    const profile: Profile = { outputs: [{ format: 'tiff' }, { format: 'webp', quality: 1 }], neverLarger: true };
    const { root, recipe, tasks } = await planned(profile, 'a.jpg', jpeg);
    expect(only(await carryOut(recipe, tasks))).toMatchObject({ status: 'done', outputs: [{ format: 'webp' }] });
    expect(filesIn(root)).toEqual(['a-test.webp', 'a.jpg']);
  });
});

describe('one of several outputs fails', () => {
  test('the outputs before and after it are written, the outcome says why, and undo removes them', async () => {
    const { root, recipe, tasks } = await planned({ outputs: [{ format: 'webp' }, { format: 'jpeg' }, { format: 'tiff' }] });
    const taken = place(join(root, 'a-test.jpg'), 'somebody else');
    const at = runPlace();
    const outcome = only(await carryOut(recipe, tasks, at));
    const message = 'A file with this name appeared during the run. It was left unchanged; run again.';
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'target-exists',
      message: `1 of 3 outputs failed. a-test.jpg: ${message}`,
      outputs: [{ format: 'webp' }, { format: 'tiff' }],
      unwritten: [{ target: taken, format: 'jpeg', status: 'failed', code: 'target-exists', message }],
    });
    expect(undoRun(at.directory, at.id)).toMatchObject({ removed: 2 });
    expect(filesIn(root)).toEqual(['a-test.jpg', 'a.png']);
  });

  test('an error of the source is reported once, and nothing more is tried', async () => {
    // The plan reads only the head.
    const whole = await gradient(300, 200).jpeg().toBuffer();
    const cut = whole.subarray(0, whole.length / 2);
    const { root, recipe, tasks } = await planned({ outputs: [{ format: 'webp' }, { format: 'jpeg' }, { format: 'tiff' }] }, 'a.jpg', cut);
    const at = runPlace();
    const journal = new Journal(at.directory);
    const context = { setup: { runId: at.id, recipe, directory: at.directory, timeoutSeconds: 60 }, journal, worker: 0 };
    const errors: unknown[] = [];
    const outcome = await processTask(only(tasks), context, (error) => errors.push(error));
    journal.close();
    expect(outcome).toMatchObject({ status: 'failed', code: 'truncated', outputs: [] });
    expect(outcome.message).not.toContain('outputs failed');
    expect(outcome.unwritten).toBeUndefined();
    expect(errors).toHaveLength(1);
    expect(filesIn(root)).toEqual(['a.jpg']);
  });

  test('a task that is canceled keeps the outputs that it has made, and makes no others', async () => {
    const { root, recipe, tasks } = await planned({ outputs: [{ format: 'webp' }, { format: 'jpeg' }, { format: 'tiff' }] });
    const { id, directory } = runPlace();
    const journal = new Journal(directory);
    const isCanceled = () => filesIn(root).length > 1;
    const context = { setup: { runId: id, recipe, directory, timeoutSeconds: 60 }, journal, worker: 0, isCanceled };
    const errors: unknown[] = [];
    const outcome = await processTask(only(tasks), context, (error) => errors.push(error));
    journal.close();
    const message = 'Canceled. Outputs already written: a-test.webp.';
    expect(outcome).toMatchObject({ status: 'canceled', code: 'canceled', message, outputs: [{ format: 'webp' }] });
    expect(errors).toEqual([]);
    expect(filesIn(root)).toEqual(['a-test.webp', 'a.png']);
    expect(undoRun(directory, id)).toMatchObject({ removed: 1 });
  });

  test('a later attempt resumes what was written, and reports the failed output again', async () => {
    const { root, recipe, tasks } = await planned({ outputs: [{ format: 'webp' }, { format: 'jpeg' }] });
    place(join(root, 'a-test.jpg'), 'somebody else');
    const at = runPlace();
    const first = only(await carryOut(recipe, tasks, at));
    const content = contentOf(root);
    const { ms: _f, stages: _g, ...second } = only(await carryOut(recipe, again(tasks), at));
    const { ms: _s, stages: _t, notes: _n, ...same } = first;
    expect(second).toEqual(same);
    expect(contentOf(root)).toEqual(content);
  });
});

describe('replacing', () => {
  test('replacing keeps the permissions of the file', async () => {
    const { source, recipe, tasks } = await planned(longEdge(32, { replace: true }));
    chmodSync(source, 0o666);
    expect(only(await carryOut(recipe, tasks)).status).toBe('done');
    expect(statSync(source).mode & 0o777).toBe(0o666);
  });

  test('replacing under another extension removes the source last', async () => {
    const { root, recipe, tasks } = await planned(longEdge(32, { replace: true, outputs: [{ format: 'webp' }] }));
    const at = runPlace();
    expect(only(await carryOut(recipe, tasks, at))).toMatchObject({ status: 'done' });
    expect(filesIn(root)).toEqual(['a.webp']);
    expect(readJournal(at.directory).map(({ action }) => action)).toEqual(['create', 'remove']);
  });

  test.each([
    ['over the source', longEdge(32, { replace: true })],
    ['under another extension', longEdge(32, { replace: true, outputs: [{ format: 'webp' }] })],
  ] as const)('nothing is touched if the original cannot be backed up: %s', async (_, profile) => {
    const { root, recipe, tasks } = await planned(profile);
    const before = contentOf(root);
    const at = runPlace();
    place(join(at.directory, 'originals'), 'a file where the folder should be');
    const outcome = only(await carryOut(recipe, tasks, at));
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'backup-failed',
      message: expect.stringContaining('so the file was not touched'),
    });
    expect(contentOf(root)).toEqual(before);
  });
});

describe('a second attempt', () => {
  const profiles = [
    ['beside', longEdge(32)],
    ['replacing', longEdge(32, { replace: true })],
    ['replacing under another extension', longEdge(32, { replace: true, outputs: [{ format: 'webp' }] })],
  ] as const;

  test.each(profiles)('a second attempt does not repeat finished work: %s', async (_, profile) => {
    const { root, recipe, tasks } = await planned(profile);
    const at = runPlace();
    const first = only(await carryOut(recipe, tasks, at));
    const [content, journal] = [contentOf(root), readJournal(at.directory)];
    const second = only(await carryOut(recipe, again(tasks), at));
    expect(second).toMatchObject({ status: 'done', outputs: first.outputs });
    expect(contentOf(root)).toEqual(content);
    expect(readJournal(at.directory)).toEqual(journal);
    undoRun(at.directory, at.id);
    expect(filesIn(root)).toEqual(['a.png']);
    expect(readFileSync(join(root, 'a.png'))).toEqual(png);
  });

  test.each(profiles)('a second attempt finishes what the first left before the rename: %s', async (_, profile) => {
    const { root, source, recipe, tasks } = await planned(profile);
    const at = runPlace();
    dieBeforeRename(at, only(tasks));
    expect(only(await carryOut(recipe, again(tasks), at))).toMatchObject({ status: 'done' });
    undoRun(at.directory, at.id);
    expect(filesIn(root)).toEqual(['a.png']);
    expect(readFileSync(source)).toEqual(png);
  });

  test('a second attempt removes a source that the first did not reach', async () => {
    const { root, source, recipe, tasks } = await planned(longEdge(32, { replace: true, outputs: [{ format: 'webp' }] }));
    const at = runPlace();
    const { target, bytes } = await diedBeforeRemove(at, only(tasks));
    expect(only(await carryOut(recipe, again(tasks), at))).toMatchObject({ status: 'done' });
    expect(existsSync(source)).toBe(false);
    expect(readFileSync(target)).toEqual(bytes);
    expect(undoRun(at.directory, at.id)).toMatchObject({ restored: 1, removed: 1, refused: [] });
    expect(contentOf(root)).toEqual({ 'a.png': expect.any(String) });
  });

  test('a second attempt never removes a backup of the first', async () => {
    const root = temporaryFolder();
    const source = place(join(root, 'a.png'), png);
    const target = place(join(root, 'a-test.png'), 'the old one');
    const { recipe, tasks } = await planOf(root, longEdge(32, { conflict: 'overwrite' }), { selection: [source] });
    const at = runPlace();
    await carryOut(recipe, tasks, at);
    writeFileSync(target, 'edited in between');
    await carryOut(recipe, again(tasks), at);
    const kept = readJournal(at.directory).flatMap((entry) => (entry.action === 'replace' ? [entry.original.kept] : []));
    expect(kept.map((each) => readFileSync(join(at.directory, each), 'utf8'))).toEqual(['the old one', 'edited in between']);
  });
});

/** Leaves what a process leaves that is killed between the journal entry and the rename. */
function dieBeforeRename({ directory, id }: RunPlace, task: Task): void {
  const journal = new Journal(directory);
  const { target, mode } = only(task.outputs);
  const entry = { task: task.id, path: target, sha256: '0'.repeat(64) };
  if (mode === 'create') journal.append({ action: 'create', ...entry }, false);
  else {
    const { mode: bits, mtimeMs } = statSync(target);
    place(join(directory, 'originals/0-0-source'), readFileSync(target));
    const original = { kept: 'originals/0-0-source', sha256: only(Object.values(contentOf(join(target, '..')))), mode: bits, mtimeMs };
    journal.append({ action: 'replace', ...entry, original }, true);
  }
  journal.close();
  expect(undoRun(directory, id)).toEqual({ restored: 0, removed: 0, refused: [] });
}

/** Leaves what a process leaves that is killed after the rename and before the source is removed. */
async function diedBeforeRemove({ directory }: RunPlace, task: Task): Promise<{ target: string; bytes: Buffer }> {
  const { target } = only(task.outputs);
  const bytes = await gradient(32, 24).webp().toBuffer();
  place(target, bytes);
  const journal = new Journal(directory);
  const sha256 = contentOf(join(target, '..'))['a.webp'] as string;
  journal.append({ action: 'create', task: task.id, path: target, sha256 }, false);
  journal.close();
  return { target, bytes };
}
