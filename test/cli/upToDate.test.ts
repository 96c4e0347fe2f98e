import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/shared/run/run';
import { writeImage, writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { countByStatus, decodedSizes, digest } from '../pool/workspace';
import { commandLine, parseLines } from './commandLine';

setUpPool();

const run = (...args: readonly string[]) => commandLine(bundles, workspace, ...args);

/** The outcomes of a call with `--json`, in the order of their paths. */
async function outcomesOf(...args: readonly string[]): Promise<Outcome[]> {
  return parseLines(await run(...args)).outcomes.sort((a, b) => a.id - b.id);
}

const small = { width: 80, height: 60 } as const;
const beside = ['resize', '--width', '20', 'images'];
const into = ['resize', '--width', '20', '--out', 'out', '--json', 'images'];
const counts = async (...args: readonly string[]) => {
  const { outcomes, summary } = parseLines(await run(...args));
  return { ...countByStatus(outcomes), codes: [...new Set(outcomes.flatMap(({ code }) => code ?? []))], files: summary.files };
};

test('What a run made beside its sources is left out of the next ones, which say so', async () => {
  await writeImages(workspace.images, 3, small);
  expect(await run(...beside)).toMatchObject({ code: 0, err: '' });
  const first = workspace.files();
  expect(first).toHaveLength(6);
  const again = await run(...beside);
  expect(again.out).toMatch(/^3 files in .*: 3 skipped\.\n$/);
  expect(again.err).toBe(
    'Left out, since Assetmill made them from other files here: 3 files. --include-results processes them, too.\n' +
      'Up to date: 3 files. --force makes their outputs again.\n',
  );
  expect(workspace.files()).toEqual(first);
  const other = await outcomesOf('convert', '--format', 'webp', '--json', 'images');
  expect(other.map(({ source }) => source)).toEqual(first.filter((path) => !path.includes('-20')).sort());
  expect(await outcomesOf('convert', '--format', 'webp', '--include-results', '--json', 'images')).toHaveLength(9);
});

test('A result is a source when it is selected itself, when its own source is not in the selection, and once it was edited', async () => {
  await writeImages(workspace.images, 2, small);
  await run(...into);
  const results = workspace.files(workspace.out);
  expect(await outcomesOf('resize', '--width', '9', '--out', 'one', '--json', 'images', results[0] as string)).toHaveLength(3);
  const alone = await outcomesOf('resize', '--width', '10', '--out', 'tiny', '--json', 'out');
  expect(alone.map(({ source }) => source)).toEqual(results);
  rmSync(join(workspace.root, 'tiny'), { recursive: true });
  const [first, second] = results as [string, string];
  await writeImage(first, { width: 33, height: 22 });
  const both = await outcomesOf('convert', '--format', 'webp', '--out', 'webp', '--json', 'images', 'out');
  const sources = both.map(({ source }) => source);
  expect(sources).toContain(first);
  expect(sources).not.toContain(second);
});

test('Outputs are made again when their source changed, or when they are gone or edited, and by another recipe', async () => {
  const sources = (await writeImages(workspace.images, 5, small)) as [string, string, string, string, string];
  await run(...into);
  const output = (source: string) => join(workspace.out, `${basename(source, '.jpg')}.jpg`);
  expect(sources.map(output).every(existsSync), 'the names of outputs').toBe(true);
  await writeImage(sources[0], { width: 90, height: 90 });
  rmSync(output(sources[1]));
  writeFileSync(output(sources[2]), 'edited');
  // As a checkout does: another time, the same bytes.
  utimesSync(output(sources[3]), new Date(2020, 1), new Date(2020, 1));
  const again = await outcomesOf(...into);
  expect(again.map(({ status }) => status)).toEqual(['done', 'done', 'done', 'skipped', 'skipped']);
  expect(again.slice(3).map(({ code }) => code)).toEqual(['up-to-date', 'up-to-date']);
  expect(workspace.files(workspace.out), 'no numbered names').toHaveLength(5);
  expect(await decodedSizes([output(sources[0])])).toEqual(['20x20']);
  expect((await run('undo')).out).toContain('2 originals restored, 1 new file removed');
  expect(readFileSync(output(sources[2]), 'utf8')).toBe('edited');
  expect(await counts('resize', '--width', '30', '--out', 'out', '--conflict', 'overwrite', '--json', 'images')).toMatchObject({ done: 5 });
});

/**
 * Changes a JPEG in its place, so that its size, its time, and its number on the disk stay what they were. It has other colors then, and
 * is whole: the last quantization step becomes another one.
 */
function changeUnseen(path: string): void {
  const { atimeMs, mtimeMs, ino, size } = statSync(path);
  const bytes = readFileSync(path);
  const table = bytes.indexOf(Buffer.from([0xff, 0xdb]));
  const at = table + 1 + bytes.readUInt16BE(table + 2);
  writeFileSync(path, bytes.fill((bytes[at] as number) ^ 2, at, at + 1), { flag: 'r+' });
  // As a clock that was set back would, and as programs do that keep the time of the image.
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
  expect(statSync(path)).toMatchObject({ ino, size });
}

/** Gives files times that can be set again without loss. */
function giveWholeTimes(paths: readonly string[]): void {
  for (const path of paths) utimesSync(path, 1_700_000_000, 1_700_000_000);
}

test('A changed file is never called unchanged, although its size and its time are the same', async () => {
  const sources = await writeImages(workspace.images, 3, small);
  giveWholeTimes(sources);
  await run(...into);
  expect(await counts(...into)).toMatchObject({ skipped: 3 });
  changeUnseen(sources[1] as string);
  expect(await counts(...into, '--conflict', 'overwrite')).toMatchObject({ done: 1, skipped: 2 });
  expect(await counts(...into)).toMatchObject({ skipped: 3 });
  const [first, second] = workspace.files(workspace.out) as [string, string];
  giveWholeTimes([first, second]);
  expect(await counts(...into), 'the digests tell').toMatchObject({ skipped: 3 });
  changeUnseen(second);
  expect(await counts(...into, '--conflict', 'overwrite')).toMatchObject({ done: 1, skipped: 2 });
});

/** What may become of a file with records. */
const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  torn: (bytes) => bytes.subarray(0, bytes.length / 2),
  empty: () => Buffer.alloc(0),
  'of another program': () => Buffer.from('[{"results":[1,2],"sources":null}, "files"]'),
  'of another shape': () => Buffer.from('{"folder":7,"results":{"names":[1]},"sources":{"names":7},"files":{"images/000.jpg":[null,3]}}'),
  bytes: () => Buffer.from([0xff, 0xfe, 0, 1, 2, 3]),
};

test('When the records of what was made are damaged, the files are made again, and the records after that are whole', async () => {
  await writeImages(workspace.images, 2, small);
  const lock = join(workspace.root, 'assetmill.lock.json');
  writeFileSync(lock, '{}');
  const overwrite = [...into, '--conflict', 'overwrite'];
  await run(...overwrite);
  expect(await counts(...overwrite)).toMatchObject({ skipped: 2 });
  const results = join(workspace.store, '.results');
  for (const [name, damage] of Object.entries(damages)) {
    for (const path of [lock, ...readdirSync(results).map((each) => join(results, each))]) writeFileSync(path, damage(readFileSync(path)));
    const again = await run(...overwrite);
    expect(again, name).toMatchObject({ code: 0, err: '' });
    expect(
      parseLines(again).outcomes.map(({ status }) => status),
      name,
    ).toEqual(['done', 'done']);
    expect(Object.keys(JSON.parse(readFileSync(lock, 'utf8')).files), name).toEqual(['images/000.jpg', 'images/001.jpg']);
    expect(await counts(...overwrite), name).toMatchObject({ skipped: 2 });
  }
});

test('What another recipe has overwritten is not up to date, even if that recipe could not make all of its outputs', async () => {
  await writeImages(workspace.images, 1, small);
  const lock = join(workspace.root, 'assetmill.lock.json');
  writeFileSync(lock, '{}');
  const make = (quality: string, widths = '20') =>
    counts(
      'convert',
      '--format',
      'jpeg',
      '--widths',
      widths,
      '--quality',
      quality,
      '--out',
      'out',
      '--conflict',
      'overwrite',
      '--json',
      'images',
    );
  expect(await make('80')).toMatchObject({ done: 1 });
  const [output] = workspace.files(workspace.out) as [string];
  const first = digest(output);
  expect(await make('10')).toMatchObject({ done: 1 });
  const { files } = JSON.parse(readFileSync(lock, 'utf8'));
  expect(Object.keys(files['images/000.jpg']), 'the lock file does not grow').toHaveLength(1);
  expect(await make('80'), 'with the first recipe again').toMatchObject({ done: 1 });
  expect(digest(output)).toBe(first);
  expect(await make('80')).toMatchObject({ skipped: 1 });
  rmSync(lock);
  await mkdir(output.replace('-20', '-30'));
  await make('10', '20,30');
  expect(digest(output), 'one of two outputs was written').not.toBe(first);
  await make('80');
  expect(digest(output)).toBe(first);
});

test('A file that replaced its source is up to date for the same recipe, so nothing is halved twice by accident', async () => {
  const [source] = (await writeImages(workspace.images, 1, small)) as [string];
  const halve = ['resize', '--percent', '50', '--replace', '--json', 'images'];
  expect(await counts(...halve)).toMatchObject({ done: 1 });
  const halved = digest(source);
  expect(await counts(...halve)).toMatchObject({ skipped: 1, codes: ['up-to-date'] });
  expect(digest(source)).toBe(halved);
  expect(await counts(...halve, '--force')).toMatchObject({ done: 1 });
  expect(await decodedSizes([source])).toEqual(['20x15']);
});

test('A source that was kept is not encoded again', async () => {
  await writeImages(workspace.images, 1, small);
  const optimize = ['optimize', '--replace', '--json', 'images'];
  await run(...optimize);
  expect(await counts(...optimize)).toMatchObject({ skipped: 1, codes: ['up-to-date'] });
});

test('run --check lists what is not up to date, writes nothing, and exits with 1', async () => {
  const sources = (await writeImages(workspace.images, 3, small)) as [string, string, string];
  await mkdir(join(workspace.root, '.vscode'));
  const profiles = { web: { steps: [{ operation: 'resize', width: 20 }], outputs: [{ format: 'webp', folder: 'web' }] } };
  writeFileSync(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
  const check = () => run('run', 'web', '--check', '.');
  expect(await check()).toMatchObject({ code: 1, out: expect.stringContaining('0 files up to date, 3 files not. Nothing was written.') });
  expect(existsSync(join(workspace.root, 'web'))).toBe(false);
  expect(await run('run', 'web', '.')).toMatchObject({ code: 0 });
  expect(await check()).toMatchObject({ code: 0, out: '3 files up to date, 0 files not. Nothing was written.\n' });
  const renamed = join(workspace.images, 'renamed.jpg');
  renameSync(sources[0], renamed);
  const said = await check();
  expect(said).toMatchObject({ code: 1 });
  expect(said.out.split('\n')[0]).toBe(join('images', 'renamed.jpg'));
});

test('assetmill.lock.json tells another computer what is up to date', async () => {
  const sources = (await writeImages(workspace.images, 3, small)) as [string, string, string];
  await mkdir(join(workspace.root, '.vscode'));
  const profiles = { web: { steps: [{ operation: 'resize', width: 20 }], outputs: [{ format: 'webp', name: '{name}-{width}' }] } };
  writeFileSync(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
  expect(await run('run', 'web', '--lock', '.')).toMatchObject({ code: 0 });
  const lock = join(workspace.root, 'assetmill.lock.json');
  const { files } = JSON.parse(readFileSync(lock, 'utf8')) as {
    files: Record<string, Record<string, { sha256: string; outputs: object }>>;
  };
  expect(Object.keys(files)).toEqual(['images/000.jpg', 'images/001.jpg', 'images/002.jpg']);
  expect(Object.values(files['images/000.jpg'] ?? {})).toEqual([
    { sha256: digest(sources[0]), outputs: { 'images/000-20.webp': digest(join(workspace.images, '000-20.webp')) } },
  ]);
  // A fresh checkout elsewhere: other times and numbers on the disk, and nothing in the store.
  const elsewhere = join(workspace.root, 'elsewhere');
  cpSync(workspace.images, join(elsewhere, 'images'), { recursive: true });
  for (const name of ['.vscode', 'assetmill.lock.json']) cpSync(join(workspace.root, name), join(elsewhere, name), { recursive: true });
  rmSync(workspace.store, { recursive: true });
  const check = () => run('run', 'web', '--check', 'elsewhere');
  expect(await check()).toEqual({ code: 0, out: '3 files up to date, 0 files not. Nothing was written.\n', err: '' });
  writeFileSync(join(elsewhere, 'images', '001-20.webp'), 'edited');
  expect((await check()).out.split('\n')[0]).toBe(join('elsewhere', 'images', '001.jpg'));
  const other = join(elsewhere, 'images', '002-20.webp');
  const pipe = () => execFileSync('mkfifo', [other]);
  for (const make of [() => mkdirSync(other), ...(process.platform === 'win32' ? [] : [pipe])]) {
    rmSync(other, { recursive: true });
    make();
    expect(await check(), 'no file').toMatchObject({ code: 1, out: expect.stringContaining(join('images', '002.jpg')), err: '' });
  }
  const conflict = '{\n<<<<<<< HEAD\n  "version": 1,\n=======\n  "version": 1,\n>>>>>>> theirs\n}\n';
  writeFileSync(join(elsewhere, 'assetmill.lock.json'), conflict);
  expect(await check(), 'nothing is known, so nothing is up to date').toMatchObject({ code: 1 });
  rmSync(other, { recursive: true });
  const { err } = await run('run', 'web', 'elsewhere');
  expect(err).toContain(
    `assetmill.lock.json could not be written: The file in ${elsewhere} contains a merge conflict. Resolve it, then run again.`,
  );
  expect(readFileSync(join(elsewhere, 'assetmill.lock.json'), 'utf8'), 'both sides are kept').toBe(conflict);
});

test('Worker threads start only when there is a file to look at', async () => {
  vi.stubEnv('ASSETMILL_DEBUG', '1');
  try {
    const threads = async () => (await run(...into)).err.includes('worker threads');
    await writeImages(workspace.images, 2, small);
    expect(await threads(), 'the first time').toBe(true);
    expect(await threads(), 'with nothing to do').toBe(false);
    await writeImage(join(workspace.images, 'new.jpg'), small);
    expect(await threads(), 'with a new file').toBe(true);
    expect(await threads(), 'with nothing to do again').toBe(false);
  } finally {
    vi.unstubAllEnvs();
  }
});
