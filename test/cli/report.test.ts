import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { RunFolder } from '../../src/client/store/runFolder';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { startCommandLine } from './commandLine';
import { at, place, run } from './files';

setUpPool();

const small = { width: 80, height: 60 } as const;

/** Resizes two images and a broken one. */
async function resizeSome(): Promise<void> {
  await writeImages(workspace.images, 2, small);
  place('images/bad.jpg', 'text');
  await run('resize', '--percent', '50', '--out', 'out', 'images');
}

test('report writes a page with thumbnails into the working folder', async () => {
  await resizeSome();
  const said = await run('report');
  expect(said).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^Report written to report-\d{8}-\d{4}\.html\n$/) });
  const html = readFileSync(at(said.out.trim().split(' ').at(-1) as string), 'utf8');
  expect(html).toContain('<bdi>images/000.jpg</bdi>');
  expect(html).toContain('<bdi>out/000.jpg</bdi>');
  expect(html.match(/<img src="data:image\/webp;base64,/g)).toHaveLength(2);
  const plain = await run('report', '--no-thumbnails', '--out', 'plain.html');
  expect(plain).toMatchObject({ code: 0, out: 'Report written to plain.html\n' });
  expect(readFileSync(at('plain.html'), 'utf8')).not.toContain('<img');
});

test('The other formats go to standard output, or to a file whose extension tells the format', async () => {
  await resizeSome();
  const markdown = await run('report', '--format', 'md');
  expect(markdown).toMatchObject({ code: 0, err: '', out: expect.stringContaining('# Report: resize\n') });
  expect(markdown.out).toContain('3 files: 2 done, 1 failed');
  const { run: about, files } = JSON.parse((await run('report', '--format', 'json')).out);
  expect(about).toMatchObject({ title: 'resize', folder: workspace.root, files: 3 });
  expect(files).toHaveLength(3);
  expect((await run('report', '--format', 'csv')).out).toMatch(/^source,status,.*\r\nimages\/000\.jpg,done,/);
  expect(await run('report', '--out', 'run.csv')).toMatchObject({ code: 0, out: 'Report written to run.csv\n' });
  expect(readFileSync(at('run.csv'), 'utf8')).toMatch(/^\ufeffsource,status,/);
});

test.skipIf(process.platform === 'win32')('A reader that leaves early is no error', async () => {
  await resizeSome();
  const child = startCommandLine(bundles, workspace, 'report', '--format', 'md');
  child.stdout?.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr as Readable), once(child, 'exit')]);
  expect({ said, code }).toEqual({ said: '', code: 0 });
});

test('report of an id is about that run', async () => {
  await resizeSome();
  await run('convert', '--format', 'webp', '--out', 'web', 'images');
  const [first] = await RunFolder.list(workspace.store);
  const titleOf = async (...args: readonly string[]) => JSON.parse((await run('report', '--format', 'json', ...args)).out).run.title;
  expect(await titleOf()).toBe('convert');
  expect(await titleOf(first?.record.id as string)).toBe('resize');
});

test('report without a run says so', async () => {
  expect(await run('report')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no run is on record here') });
  expect(await run('report', 'x')).toMatchObject({ code: 2, err: expect.stringContaining('there is no run x') });
});

test('A report that cannot be written says why', async () => {
  await resizeSome();
  const said = await run('report', '--out', join('missing', 'run.md'));
  expect(said).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/^error: .*missing/) });
  expect(said.err).not.toContain('    at ');
});
