import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode } from 'blurhash';
import { thumbHashToRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import { undoRun } from '../../../src/engine/commit/undoRun';
import { writeRunFiles } from '../../../src/engine/commit/writeRunFiles';
import { digestOf } from '../../../src/engine/fs/fileDigest';
import { outputPixelDigest } from '../../../src/engine/render/outputPixelDigest';
import type { Profile } from '../../../src/shared/recipe/recipe';
import type { MadeFiles } from '../../../src/shared/run/run';
import { solid } from '../fixtures/images';
import { carryOut, filesIn, place, planOf, recipeOf, run, runPlace, temporaryFolder } from '../fixtures/runs';

/** Runs a profile over three images and writes its run files. */
async function listed(profile: Profile, before: Readonly<Record<string, string>> = {}) {
  const root = temporaryFolder();
  for (const [index, name] of ['b.png', 'a, "odd".png', 'deep/c.png'].entries())
    place(
      join(root, name),
      await solid(40 + index, 20, 'red')
        .png()
        .toBuffer(),
    );
  for (const [name, text] of Object.entries(before)) place(join(root, name), text);
  const ran = await run(root, { steps: [{ operation: 'resize', longEdge: 10 }], ...profile });
  // In arbitrary order, as from a busy pool.
  const made: MadeFiles[] = [...ran.outcomes].reverse().map(({ source, outputs }) => ({ root, source, outputs }));
  const errors = await writeRunFiles(ran.run.directory, ran.run.id, ran.recipe, made);
  return { root, ran, errors, read: (name: string) => readFileSync(join(root, name), 'utf8') };
}

const into = { outputs: [{ folder: 'out' }] };

test('a text manifest has the digest and the source of each output, sorted by path', async () => {
  const { read, root, errors } = await listed({ ...into, manifest: { file: 'out/list.txt' } });
  const digest = (name: string) => digestOf(readFileSync(join(root, 'out', name.replaceAll('"', '_'))));
  expect(errors).toEqual([]);
  expect(read('out/list.txt')).toBe(
    `${digest('a, "odd".png')}: a, "odd".png\n${digest('b.png')}: b.png\n${digest('deep/c.png')}: deep/c.png\n`,
  );
});

test('a manifest of pixel digests has the digest of the decoded output', async () => {
  const { read, root } = await listed({ ...into, manifest: { file: 'list.txt', digest: 'pixels' } });
  expect(read('list.txt')).toContain(`${await outputPixelDigest(readFileSync(join(root, 'out', 'b.png')), 'png')}: b.png`);
});

test('a manifest can be JSON or CSV', async () => {
  const json = await listed({ ...into, manifest: { file: 'list.json', format: 'json' } });
  expect(JSON.parse(json.read('list.json'))[1]).toMatchObject({
    source: 'b.png',
    output: 'out/b.png',
    width: 10,
    height: 5,
    format: 'png',
  });
  const csv = await listed({ ...into, manifest: { file: 'list.csv', format: 'csv' } });
  expect(csv.read('list.csv').split('\r\n')[1]).toMatch(/^"a, ""odd"".png","out\/a, _odd_.png",[0-9a-f]{64},\d+,10,5,png$/);
});

test('markup has URLs relative to its own folder and a placeholder', async () => {
  const markup = { file: 'site/images.html', placeholder: 'image' } as const;
  const { read } = await listed({ outputs: [{ folder: 'site/img', format: 'webp', widths: [5, 10] }], markup });
  expect(read('site/images.html')).toContain('srcset="img/b-5.webp 5w, img/b-10.webp 10w"');
  expect(read('site/images.html')).toContain('data:image/webp;base64,');
  const color = await listed({ ...into, markup: { file: 'x.html', placeholder: 'color' } });
  expect(color.read('x.html')).toContain('#ff0000');
});

/** How the authors of each hash draw it, as samples of red, green, blue, and alpha. */
const drawings = {
  thumbhash: (hash: string) => thumbHashToRGBA(Buffer.from(hash, 'base64')).rgba,
  blurhash: (hash: string) => decode(hash, 10, 5),
} as const;

test.each(['thumbhash', 'blurhash'] as const)(
  'markup and manifests have a %s, from which its authors draw the image',
  async (placeholder) => {
    const manifest = { file: 'list.json', format: 'json', placeholder } as const;
    const { read } = await listed({ ...into, markup: { file: 'x.html', placeholder }, manifest });
    const hashes = (JSON.parse(read('list.json')) as { readonly placeholder: string }[]).map((entry) => entry.placeholder);
    expect(hashes).toHaveLength(3);
    for (const hash of hashes)
      expect(read('x.html')).toContain(
        `data-${placeholder}="${hash.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}"`,
      );
    const [red = 0, green = 255, blue = 255] = drawings[placeholder](hashes[1] as string);
    expect([red > 240, green < 15, blue < 15]).toEqual([true, true, true]);
  },
);

test('a CSV has placeholders in its last column, and a text none', async () => {
  const csv = await listed({ ...into, manifest: { file: 'list.csv', format: 'csv', placeholder: 'color' } });
  const [heading, first] = csv.read('list.csv').split('\r\n');
  expect(heading).toBe('source,output,digest,bytes,width,height,format,placeholder');
  expect(first).toMatch(/,png,#ff0000$/);
  const text = await listed({ ...into, manifest: { file: 'list.txt', placeholder: 'color' } });
  expect(text.read('list.txt')).not.toContain('#ff0000');
});

test('markup can be data URIs', async () => {
  const { read } = await listed({ ...into, markup: { file: 'uris.txt', kind: 'dataUri' } });
  expect(read('uris.txt')).toMatch(/^data:image\/png;base64,/);
});

test('conflict overwrite replaces an existing file, and undo restores it', async () => {
  const profile: Profile = { ...into, conflict: 'overwrite', manifest: { file: 'list.txt' } };
  const { root, read, ran } = await listed(profile, { 'list.txt': 'mine' });
  expect(ran.summary.replaces).toBe(1);
  expect(read('list.txt')).not.toBe('mine');
  undoRun(ran.run.directory, ran.run.id);
  expect(read('list.txt')).toBe('mine');
  expect(filesIn(root)).toHaveLength(4);
});

test('conflict unique keeps an existing file and numbers the manifest', async () => {
  const { read, ran } = await listed({ ...into, manifest: { file: 'list.txt' } }, { 'list.txt': 'mine' });
  expect(ran.summary.replaces).toBe(0);
  expect(read('list.txt')).toBe('mine');
  expect(read('list-2.txt')).toContain(': b.png');
});

test('conflict skip keeps an existing file and reports it', async () => {
  const { read, root, errors } = await listed({ ...into, conflict: 'skip', manifest: { file: 'list.txt' } }, { 'list.txt': 'mine' });
  expect(read('list.txt')).toBe('mine');
  expect(errors).toEqual([`${join(root, 'list.txt')} could not be written: it already exists and was not changed`]);
});

test('a manifest with an absolute path lists all roots, relative to their common folder', async () => {
  const root = temporaryFolder();
  const roots = ['one', 'two'].map((name) => join(root, name));
  for (const each of roots) place(join(each, 'a.png'), await solid(40, 20, 'red').png().toBuffer());
  const profile: Profile = { steps: [{ operation: 'flip' }], ...into, manifest: { file: join(root, 'list.csv'), format: 'csv' } };
  const { tasks, summary, recipe } = await planOf(root, profile, { roots, selection: roots });
  expect(summary.errors).toEqual([{ path: 'profiles.test.manifest.file', message: expect.stringContaining('is outside') }]);
  const allowed = await planOf(root, profile, { roots, selection: roots, allowedFolders: [root] });
  expect(allowed.summary.errors).toEqual([]);
  const own = runPlace();
  const outcomes = await carryOut(recipe, tasks, own);
  const made = outcomes.map(({ source, outputs }) => ({ root: dirname(source), source, outputs }));
  expect(await writeRunFiles(own.directory, own.id, recipe, made)).toEqual([]);
  const lines = readFileSync(join(root, 'list.csv'), 'utf8').trimEnd().split('\r\n');
  expect(lines.slice(1).map((line) => line.split(',').slice(0, 2))).toEqual([
    ['one/a.png', 'one/out/a.png'],
    ['two/a.png', 'two/out/a.png'],
  ]);
});

test('a manifest with an absolute path stays as it is when the run made nothing', async () => {
  const root = temporaryFolder();
  const own = runPlace();
  const manifest = { file: place(join(root, 'list.json'), 'of an earlier run'), format: 'json' } as const;
  const recipe = recipeOf({ ...into, steps: [{ operation: 'flip' }], manifest, conflict: 'overwrite' });
  expect(await writeRunFiles(own.directory, own.id, recipe, [])).toEqual([]);
  expect(readFileSync(join(root, 'list.json'), 'utf8')).toBe('of an earlier run');
});

test.each([
  ['outside the sources', '../list.txt', 'is outside the folders of the sources'],
  ['a source of the run', 'b.png', 'is already a source or an output of this run'],
  ['a folder', 'deep', 'is not a file'],
])('a manifest path that is %s is an error of the plan', async (_, file, sentence) => {
  const root = temporaryFolder();
  place(join(root, 'b.png'), await solid(40, 20, 'red').png().toBuffer());
  place(join(root, 'deep', 'c.png'), await solid(40, 20, 'red').png().toBuffer());
  const { summary } = await planOf(root, { ...into, steps: [{ operation: 'flip' }], manifest: { file } });
  expect(summary.errors).toEqual([{ path: 'profiles.test.manifest.file', message: expect.stringContaining(sentence) }]);
});
