import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
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
  const said = await run(...args);
  const { outcomes, summary } = parseLines(said);
  const codes = [...new Set(outcomes.flatMap(({ code }) => code ?? []))];
  return { ...countByStatus(outcomes), codes, files: summary.files, threads: said.err.includes('worker threads') };
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
  const sources = await writeImages(workspace.images, 3, small);
  await writeImage(join(workspace.root, 'more', 'left.jpg'), small);
  await run(...into, 'more');
  const result = (name: string) => workspace.files(workspace.out).find((path) => basename(path) === name) as string;
  const [selected, edited, untouched, left] = ['000.jpg', '001.jpg', '002.jpg', 'left.jpg'].map(result) as [string, string, string, string];
  await writeImage(edited, { width: 33, height: 22 });
  const both = await outcomesOf('convert', '--format', 'webp', '--out', 'webp', '--json', 'images', 'out', selected);
  const taken = both.map(({ source }) => source);
  expect(taken, 'selected itself').toContain(selected);
  expect(taken, 'edited').toContain(edited);
  expect(taken, 'without its source').toContain(left);
  expect(taken, 'untouched').not.toContain(untouched);
  expect(taken.sort()).toEqual([...sources, selected, edited, left].sort());
});

test('Outputs are made again when their source changed, or when they are gone or edited', async () => {
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

test('A changed file is never called unchanged, although its size and its time are the same; without one, no worker thread starts', async () => {
  vi.stubEnv('ASSETMILL_DEBUG', '1');
  onTestFinished(() => void vi.unstubAllEnvs());
  const sources = await writeImages(workspace.images, 3, small);
  const output = (index: number) => join(workspace.out, basename(sources[index] as string));
  giveWholeTimes(sources);
  expect(await counts(...into), 'the first time').toMatchObject({ done: 3, threads: true });
  giveWholeTimes([output(0), output(2)]);
  expect(await counts(...into), 'the digests tell').toMatchObject({ skipped: 3, threads: false });
  changeUnseen(sources[1] as string);
  changeUnseen(output(2));
  await writeImage(join(workspace.images, '003.jpg'), small);
  const said = await run(...into, '--conflict', 'overwrite');
  const changed = parseLines(said).outcomes.sort((a, b) => a.id - b.id);
  const status = Object.fromEntries(changed.map((outcome) => [basename(outcome.source), outcome.status]));
  expect(status).toEqual({ '000.jpg': 'skipped', '001.jpg': 'done', '002.jpg': 'done', '003.jpg': 'done' });
  expect(said.err, 'with changed files').toContain('worker threads');
  expect(await counts(...into), 'with nothing to do again').toMatchObject({ skipped: 4, threads: false });
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
  // A folder with records of its own for each damage, so that few calls show them all.
  const names = Object.keys(damages);
  const lockOf = (name: string) => join(workspace.root, name, 'assetmill.lock.json');
  for (const name of names) {
    await writeImages(join(workspace.root, name, 'images'), 2, small);
    writeFileSync(lockOf(name), '{}');
  }
  const folders = names.map((name) => join(name, 'images'));
  const overwrite = ['resize', '--width', '20', '--out', 'out', '--conflict', 'overwrite', '--json', ...folders];
  await run(...overwrite);
  expect(await counts(...overwrite)).toMatchObject({ skipped: 2 * names.length });
  const results = readdirSync(join(workspace.store, '.results')).map((each) => join(workspace.store, '.results', each));
  const folderOf = new Map(results.map((path) => [path, JSON.parse(readFileSync(path, 'utf8')).folder as string]));
  for (const [name, damage] of Object.entries(damages)) {
    const ofName = results.filter((path) => folderOf.get(path)?.split(sep).includes(name));
    expect(ofName, `${name}: of the sources and of their outputs`).toHaveLength(2);
    for (const path of [lockOf(name), ...ofName]) writeFileSync(path, damage(readFileSync(path)));
  }
  const again = await run(...overwrite);
  expect(again).toMatchObject({ code: 0, err: '' });
  const { outcomes } = parseLines(again);
  for (const name of names) {
    const ofName = outcomes.filter(({ source }) => source.startsWith(join(workspace.root, name)));
    expect(
      ofName.map(({ status }) => status),
      name,
    ).toEqual(['done', 'done']);
    expect(Object.keys(JSON.parse(readFileSync(lockOf(name), 'utf8')).files), name).toEqual(['images/000.jpg', 'images/001.jpg']);
  }
  const last = parseLines(await run(...overwrite)).outcomes;
  expect(last.filter(({ status }) => status !== 'skipped').map(({ source }) => source)).toEqual([]);
  expect(last).toHaveLength(2 * names.length);
});

test('What another recipe has overwritten is not up to date, even if that recipe could not make all of its outputs', async () => {
  // Beside one of them is a lock file; the other one does not get all outputs of the second recipe.
  const [locked, partial] = ['locked', 'partial'];
  for (const folder of [locked, partial]) await writeImages(join(workspace.root, folder), 1, small);
  const lock = join(workspace.root, locked, 'assetmill.lock.json');
  writeFileSync(lock, '{}');
  const options = ['--out', 'out', '--conflict', 'overwrite', '--json', locked, partial];
  const make = (quality: string, widths: string) =>
    counts('convert', '--format', 'jpeg', '--widths', widths, '--quality', quality, ...options);
  expect(await make('80', '20')).toMatchObject({ done: 2 });
  const outputs = [locked, partial].map((folder) => join(workspace.out, folder, '000-20.jpg'));
  const first = outputs.map(digest);
  await mkdir(join(workspace.out, partial, '000-30.jpg'));
  expect(await make('10', '20,30')).toMatchObject({ done: 1, failed: 1 });
  const { files } = JSON.parse(readFileSync(lock, 'utf8'));
  expect(Object.keys(files['000.jpg']), 'the lock file does not grow').toHaveLength(1);
  for (const [index, output] of outputs.entries()) expect(digest(output), 'was overwritten').not.toBe(first[index]);
  expect(await make('80', '20'), 'with the first recipe again').toMatchObject({ done: 2 });
  expect(outputs.map(digest)).toEqual(first);
  expect(await make('80', '20')).toMatchObject({ skipped: 2 });
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
  const sources = (await writeImages(workspace.images, 4, small)) as [string, string, string, string];
  await mkdir(join(workspace.root, '.vscode'));
  const profiles = { web: { steps: [{ operation: 'resize', width: 20 }], outputs: [{ format: 'webp', name: '{name}-{width}' }] } };
  writeFileSync(join(workspace.root, '.vscode', 'settings.json'), JSON.stringify({ 'assetmill.profiles': profiles }));
  expect(await run('run', 'web', '--lock', '.')).toMatchObject({ code: 0 });
  const lock = join(workspace.root, 'assetmill.lock.json');
  const { files } = JSON.parse(readFileSync(lock, 'utf8')) as {
    files: Record<string, Record<string, { sha256: string; outputs: object }>>;
  };
  expect(Object.keys(files)).toEqual([0, 1, 2, 3].map((index) => `images/00${index}.jpg`));
  expect(Object.values(files['images/000.jpg'] ?? {})).toEqual([
    { sha256: digest(sources[0]), outputs: { 'images/000-20.webp': digest(join(workspace.images, '000-20.webp')) } },
  ]);
  // A fresh checkout elsewhere: other times and numbers on the disk, and nothing in the store.
  const elsewhere = join(workspace.root, 'elsewhere');
  cpSync(workspace.images, join(elsewhere, 'images'), { recursive: true });
  for (const name of ['.vscode', 'assetmill.lock.json']) cpSync(join(workspace.root, name), join(elsewhere, name), { recursive: true });
  rmSync(workspace.store, { recursive: true });
  const check = () => run('run', 'web', '--check', 'elsewhere');
  expect(await check()).toEqual({ code: 0, out: '4 files up to date, 0 files not. Nothing was written.\n', err: '' });
  const output = (index: number) => join(elsewhere, 'images', `00${index}-20.webp`);
  writeFileSync(output(1), 'edited');
  for (const index of [2, 3]) rmSync(output(index));
  mkdirSync(output(2));
  if (process.platform !== 'win32') execFileSync('mkfifo', [output(3)]);
  const said = await check();
  expect(said, 'an edited one, and no files').toMatchObject({ code: 1, err: '' });
  const listed = said.out.split('\n').filter((line) => line.endsWith('.jpg'));
  expect(listed).toEqual([1, 2, 3].map((index) => join('elsewhere', 'images', `00${index}.jpg`)));
  const conflict = '{\n<<<<<<< HEAD\n  "version": 1,\n=======\n  "version": 1,\n>>>>>>> theirs\n}\n';
  writeFileSync(join(elsewhere, 'assetmill.lock.json'), conflict);
  expect(await check(), 'nothing is known, so nothing is up to date').toMatchObject({
    code: 1,
    out: expect.stringContaining('\n0 files up to date, '),
  });
  for (const index of [2, 3]) rmSync(output(index), { recursive: true, force: true });
  const { err } = await run('run', 'web', 'elsewhere');
  expect(err).toContain(
    `assetmill.lock.json could not be written: The file in ${elsewhere} contains a merge conflict. Resolve it, then run again.`,
  );
  expect(readFileSync(join(elsewhere, 'assetmill.lock.json'), 'utf8'), 'both sides are kept').toBe(conflict);
});

test('A file in the best format is made again in its place once its source was edited', async () => {
  const [source] = await writeImages(workspace.images, 1, small);
  const best = ['convert', '--format', 'best', '--set', 'effort=1', '--out', 'out', '--json', 'images'];
  const [first] = await outcomesOf(...best);
  expect(await counts(...best)).toMatchObject({ codes: ['up-to-date'] });
  await writeImage(source as string, { width: 90, height: 60 });
  const [again] = await outcomesOf(...best);
  expect(again?.outputs).toMatchObject([{ width: 90, format: first?.outputs[0]?.format, target: first?.outputs[0]?.target }]);
  expect(workspace.files(workspace.out)).toEqual([again?.outputs[0]?.target]);
});
