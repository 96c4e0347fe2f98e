import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { csvColumns } from '../../../src/client/reports/csvReport';
import { type MakeThumbnails, mostThumbnails } from '../../../src/client/reports/htmlReport';
import type { JsonReport } from '../../../src/client/reports/jsonReport';
import type { ReportData } from '../../../src/client/reports/reportData';
import { ReportThumbnails } from '../../../src/client/reports/reportThumbnails';
import { reportLines, saveReport } from '../../../src/client/reports/writeReport';
import { outcomeOf } from '../../../src/shared/run/outcome';
import { bundles, setUpPool, workspace } from '../../pool/setUp';
import { recipeOf, reportOn, reportOnRecord, textOf } from './reportedRuns';

setUpPool();

const posix = test.skipIf(process.platform === 'win32');

const odd = {
  script: '<script>alert(1)<!--.png',
  quotes: `a "b", 'c'.png`,
  lines: 'two\nlines.png',
  rightToLeft: 'שלום.png',
  formula: '=1+1.png',
  pipes: 'a|b`c\\|d.png',
} as const;

/** A run over images with odd names. */
function oddReport(): Promise<ReportData> {
  return reportOn(Object.fromEntries(Object.values(odd).map((name) => [name, undefined])));
}

/** Reads a CSV as RFC 4180 says, whatever its cells contain. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** The cells of a CSV by their columns. */
async function csvOf(data: ReportData): Promise<Record<string, string>[]> {
  const [heading = [], ...rows] = parseCsv(await textOf(data, 'csv', { isFile: false }));
  expect(heading).toEqual(csvColumns);
  return rows.map((cells) => Object.fromEntries(cells.map((cell, index) => [heading[index], cell])));
}

posix('A page shows odd names as they are, runs nothing, and loads nothing', async () => {
  const html = await textOf(await oddReport(), 'html');
  expect(html).not.toMatch(/<script|<!--|<link|\bsrc=|url\(|@import|https?:/);
  expect(html).toContain('<bdi>images/&lt;script&gt;alert(1)&lt;!--.png</bdi>');
  expect(html).toContain('<bdi>images/a &quot;b&quot;, &#39;c&#39;.png</bdi>');
  expect(html).toContain('<bdi>images/two\u240alines.png</bdi>');
  expect(html).toContain(`<bdi>images/${odd.rightToLeft}</bdi>`);
  expect(html).toContain("default-src 'none'");
  expect(html.match(/<tr class="done">/g)).toHaveLength(6);
});

posix('In Markdown an odd name is code in a single cell', async () => {
  const markdown = await textOf(await oddReport(), 'md');
  const rows = markdown
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2);
  expect(rows).toHaveLength(6);
  const named = (part: string) => rows.find((row) => row.includes(part)) ?? '';
  expect(named('script')).toMatch(/^\| `images\/<script>alert\(1\)<!--.png` \| done<br>/);
  expect(named('two')).toMatch(/^\| `images\/two\u240alines.png` \| done/);
  expect(named('a&#124;b')).toMatch(/^\| <code>images\/a&#124;b&#96;c&#92;&#124;d.png<\/code> \| done/);
  for (const row of rows) expect(row.match(/(?<!\\)\|/g)).toHaveLength(6);
});

posix('A CSV keeps odd names in their cells, and no spreadsheet computes one', async () => {
  const rows = await csvOf(await oddReport());
  expect(rows.map(({ source }) => source).sort()).toEqual(
    Object.values(odd)
      .map((name) => `images/${name}`)
      .sort(),
  );
});

test('A name that a spreadsheet would compute begins with an apostrophe in a CSV, and with nothing in JSON', async () => {
  const names = ['=1+1.png', '+1.png', '-1.png', '@SUM(A1).png', '\tx.png', '＝1.png', 'a;=1.png'];
  const outcomes = names.map((name, id) => outcomeOf({ id, source: join(workspace.root, name), bytes: 1 }, { status: 'done' }));
  const data = await reportOnRecord(outcomes, { startedIn: workspace.root });
  expect((await csvOf(data)).map(({ source }) => source)).toEqual([...names.slice(0, -1).map((name) => `'${name}`), "a;'=1.png"]);
  expect(await textOf(data, 'csv')).toContain(`\r\n"'=1+1.png",done,`);
  const { files } = JSON.parse(await textOf(data, 'json')) as JsonReport;
  expect(files.map(({ source }) => source)).toEqual(names);
});

test('Only a CSV that people open begins with a byte order mark', async () => {
  const data = await reportOnRecord([]);
  expect(await textOf(data, 'csv', { isFile: true })).toMatch(/^\ufeffsource,/);
  expect(await textOf(data, 'csv', { isFile: false })).toMatch(/^source,/);
});

test('A CSV has a line for each output, and for each that was not written with its reason', async () => {
  const name = (id: string) => join(workspace.out, id);
  const before = { width: 80, height: 60 };
  const outcome = outcomeOf(
    { id: 0, source: join(workspace.images, 'a.png'), bytes: 100, header: before },
    {
      ...{ status: 'done', ms: 12.4, worker: 0, notes: ['One.', 'Two.'] },
      outputs: [{ target: name('a.webp'), bytes: 50, width: 40, height: 30, format: 'webp' }],
      unwritten: [{ target: name('a.avif'), format: 'avif', status: 'kept', code: 'larger', message: 'The output, "a", is larger.' }],
    },
  );
  const rows = await csvOf(await reportOnRecord([outcome]));
  expect(rows).toMatchObject([
    { source: 'images/a.png', target: 'out/a.webp', targetStatus: 'done', bytes: '50', width: '40', notes: 'One. Two.', ms: '12' },
    { source: 'images/a.png', target: 'out/a.avif', targetStatus: 'kept', targetMessage: 'The output, "a", is larger.', bytes: '' },
  ]);
});

test('JSON has the run, the causes, and a line for each file', async () => {
  const data = await reportOn({ 'a.png': undefined, 'b.png': 'text' });
  const text = await textOf(data, 'json');
  const report = JSON.parse(text) as JsonReport;
  expect(report.run).toEqual(data.run);
  expect(report.causes).toMatchObject([{ code: 'not-an-image', count: 1, sources: ['images/b.png'] }]);
  expect(report.files).toMatchObject([
    { source: 'images/a.png', status: 'done', outputs: [{ target: 'out/a.png' }] },
    { source: 'images/b.png', status: 'failed', code: 'not-an-image' },
  ]);
  expect(text.trimEnd().split('\n')).toHaveLength(3 + report.files.length + 1);
});

test('The speed over time is a drawing in a page, and numbers in JSON', async () => {
  const throughput = { bucketSeconds: 0.5, rates: [0, 10, 40, 20], pauses: [{ at: 1, seconds: 5 }] };
  const data = await reportOnRecord([], { throughput });
  const page = await textOf(data, 'html');
  expect(page).toContain('<polyline points="0.0,100.0 333.3,75.0 666.7,0.0 1000.0,50.0"/>');
  expect(page).toContain('<figcaption>Files per second: between 0.0 and 40.0, 20.0 at the end, 1 pause</figcaption>');
  expect(JSON.parse(await textOf(data, 'json'))).toMatchObject({ run: { throughput } });
  const short = await reportOnRecord([], { throughput: { ...throughput, rates: [1, 2, 3] } });
  expect(await textOf(short, 'html')).not.toContain('<svg');
  expect(await textOf(await reportOnRecord([]), 'html')).not.toContain('<svg');
});

test('Causes with their files are in a page and in Markdown', async () => {
  const data = await reportOn({
    'a.png': '',
    'b.png': 'text',
    'c.png': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n',
  });
  const html = await textOf(data, 'html');
  for (const code of ['empty', 'not-an-image', 'git-lfs-pointer']) expect(html).toContain(`<h3>1 file <code>${code}</code></h3>`);
  const markdown = await textOf(data, 'md');
  expect(markdown).toContain('## Failures by cause');
  expect(markdown).toMatch(/- \*\*1 file\*\* \(`empty`\): .+\n {2}- `images\/a\.png`\n/);
});

test('A page has thumbnails of what was made, of a source whose output is gone, and none of a broken file', async () => {
  const recipe = recipeOf({ outputs: [{ format: 'webp', folder: 'out' }] });
  const data = await reportOn({ 'a.png': undefined, 'b.png': undefined, 'c.png': 'text' }, recipe);
  writeFileSync(join(workspace.out, 'b.webp'), '');
  const client = workspace.client({ poolFile: bundles.poolFile, workers: 2 });
  const folder = join(workspace.root, 'thumbnails');
  const { make } = new ReportThumbnails(client, folder, new AbortController().signal);
  const html = await textOf(data, 'html', { makeThumbnails: make });
  expect(html.match(/<img src="data:image\/webp;base64,[\w+/=]{20,}" alt="" loading="lazy">/g)).toHaveLength(2);
  expect(html.match(/<td class="thumbnail"><\/td>/g)).toHaveLength(2); // of the heading, and of the broken file
  expect(existsSync(folder)).toBe(false);
});

test('Only the first files have thumbnails, and the page says so', async () => {
  const outcomes = Array.from({ length: mostThumbnails + 3 }, (_, id) =>
    outcomeOf({ id, source: join(workspace.images, `${id}.png`), bytes: 1 }, { status: 'kept' }),
  );
  const data = await reportOnRecord(outcomes);
  const asked: number[] = [];
  const makeThumbnails: MakeThumbnails = async (files) => {
    asked.push(...files.map(({ id }) => id));
    return files.map(() => 'data:image/webp;base64,AA==');
  };
  const html = await textOf(data, 'html', { makeThumbnails });
  expect(asked).toHaveLength(mostThumbnails);
  expect(html.match(/<img /g)).toHaveLength(mostThumbnails);
  expect(html.match(/<tr class="kept">/g)).toHaveLength(outcomes.length);
  expect(html).toContain('Only the first 500 files have thumbnails.');
});

test('The rows of a long page are in several tables, each with a heading and an end', async () => {
  const outcomes = Array.from({ length: 1001 }, (_, id) =>
    outcomeOf({ id, source: join(workspace.images, `${id}.png`), bytes: 1 }, { status: 'kept' }),
  );
  const html = await textOf(await reportOnRecord(outcomes), 'html');
  const parts = html.split('<div class="files"><table>').slice(1);
  expect(parts.map((part) => part.match(/<tr class="kept">/g)?.length)).toEqual([500, 500, 1]);
  for (const part of parts) expect(part).toMatch(/^\n<thead>[\s\S]*<\/tbody>\n<\/table><\/div>\n/);
});

test('Where the image library does not work, a page has no thumbnails', async () => {
  const data = await reportOn({ 'a.png': undefined });
  const client = workspace.client({ poolFile: join(workspace.root, 'missing.cjs'), workers: 1 });
  const { make } = new ReportThumbnails(client, join(workspace.root, 'thumbnails'), new AbortController().signal);
  expect(await textOf(data, 'html', { makeThumbnails: make })).not.toContain('<img');
});

test('A report that cannot be completed leaves the older file, and no temporary one', async () => {
  const path = join(workspace.root, 'report.html');
  writeFileSync(path, 'older');
  const data = await reportOn({ 'a.png': undefined });
  const before = workspace.files();
  const makeThumbnails: MakeThumbnails = async () => {
    throw new Error('canceled');
  };
  await expect(saveReport(reportLines(data, { format: 'html', makeThumbnails, isFile: true }), path)).rejects.toThrow('canceled');
  expect(readFileSync(path, 'utf8')).toBe('older');
  expect(workspace.files()).toEqual(before);
  await saveReport(reportLines(data, { format: 'html', isFile: true }), path);
  expect(readFileSync(path, 'utf8')).toMatch(/<\/html>\n$/);
});
