import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hashHost, hashRun, hashTotals, md5, sha256, verifyHost } from './inspectionRuns';
import { eventually, setUpPanels, textOf } from './setUp';

/** The panel of runs that read files and write none. */

const openPanel = setUpPanels();

async function open(...args: Parameters<typeof openPanel>): Promise<Page> {
  const page = await openPanel(...args);
  await page.locator('#row-3').waitFor();
  return page;
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const sentence = (page: Page) => page.locator('assetmill-run-status p');
const several = { sha256, sha1: sha256.slice(24), md5, crc32: md5.slice(24), xxh64: md5.slice(16), sha512: sha256 + sha256 };

describe('A hash run', () => {
  test('shows the bytes read and the speed, but no savings', async () => {
    const page = await open(hashHost());
    const figures = page.locator('assetmill-progress-summary dl > div');
    expect(await figures.allInnerTexts()).toEqual([
      'Files\n435 of 1,000',
      'Time left\n2 min 5 s',
      'Failed\n5',
      'Skipped\n0',
      'Data read\n4.00 GB',
      'Speed\n42 files/s, 42.1 MB/s',
    ]);
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['Status', 'File', 'Size']);
    expect(await page.getByRole('grid').getAttribute('aria-colcount')).toBe('3');
    expect(await page.locator('#row-1').getByRole('gridcell').allInnerTexts()).toEqual([
      'Done',
      `too\nl-1.tar.gz\nrelease/bin\n${sha256.slice(0, -8)}\n${sha256.slice(-8)}`,
      '42.1 MB',
    ]);
    expect(await button(page, 'Undo').count()).toBe(0);
  });

  test('ends with a summary that counts unchanged files', async () => {
    const page = await open(hashHost({ phase: 'finished' }, { done: 995, known: 12 }));
    expect(await textOf(sentence(page))).toBe(
      'Finished with errors: 995 of 1,000 files hashed in 1 min 35 s. 4.00 GB read. 12 files have not changed since they were last hashed. 5 files failed.',
    );
  });

  test('offers to copy and save the digests once it has finished', async () => {
    const host = hashHost();
    const page = await open(host);
    expect(await button(page, 'Copy Digests').count()).toBe(0);
    host.send({ run: { ...hashRun, phase: 'finished' }, totals: { ...hashTotals, done: 995 } });
    await button(page, 'Copy Digests').click();
    await button(page, 'Save Checksum File...').press('Enter');
    await eventually(() => host.calls).toEqual([['copyDigests'], ['saveChecksums']]);
    host.send({ run: { ...hashRun, phase: 'canceled' } });
    await eventually(() => button(page, 'Save Checksum File...').count()).toBe(0);
  });

  test('copies a single digest with its button or the keyboard', async () => {
    const host = hashHost();
    const page = await open(host);
    await page.locator('#row-2').hover();
    await page.locator('#row-2').getByRole('button', { name: 'Copy Digest' }).click();
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+c');
    await eventually(() => host.calls).toEqual([
      ['act', 'copyDigests', 2],
      ['act', 'copyDigests', 3],
    ]);
  });

  test('with several algorithms labels each digest and lists all in the title', async () => {
    const page = await open(hashHost({}, {}, several), { width: 1100 });
    const line = page.locator('#row-1 .digests');
    expect(await textOf(line.locator('.label').first())).toBe('SHA256');
    expect(await line.getAttribute('title')).toContain(`\nMD5 ${md5}\n`);
    expect(await page.locator('#row-1').getAttribute('aria-label')).toContain(`SHA-256 ${sha256}, SHA-1`);
  });
});

describe('A verified checksum file', () => {
  test('shows the verdicts in the words of other tools', async () => {
    const host = verifyHost({ phase: 'finished' });
    const page = await open(host);
    expect(await page.locator('.rows .row .status .label').allInnerTexts()).toEqual(
      expect.arrayContaining(['FAILED', 'MISSING', 'EXTRA', 'Skipped', 'OK']),
    );
    const chips = page.locator('assetmill-status-filters button');
    expect(await chips.allInnerTexts()).toEqual(['All\n1,004', 'OK\n996', 'Skipped\n1', 'FAILED\n2', 'MISSING\n1', 'EXTRA\n4']);
    expect(await textOf(page.locator('#row-1 .size')), 'a missing file has no size').toBe('');
    expect(await textOf(sentence(page))).toContain('Finished with errors: 996 of 1,000 files OK in 1 min 35 s.');
    await button(page, '1 file is missing').click();
    await eventually(() => host.windows.at(-1)?.query.filter).toBe('missing');
    await page.reload();
    await eventually(() => page.getByRole('button', { name: 'MISSING 1' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('is announced to screen readers', async () => {
    const page = await open(verifyHost({ phase: 'finished' }));
    expect(await page.locator('.announced').textContent()).toContain('2 files failed. 1 file is missing.');
    expect(await page.locator('#row-1').getAttribute('aria-label')).toBe(
      'release/bin/tool-1.tar.gz, MISSING, The file is listed but missing.',
    );
  });
});

describe.each([
  ['one digest', undefined],
  ['six digests', several],
])('The layout with %s', (_, digests) => {
  test('fits into panels of all widths', async () => {
    const page = await open(hashHost({ phase: 'finished' }, {}, digests));
    const cells = page.locator('#row-1 .file, #row-1 .digest, #row-1 code, #row-1 .size, assetmill-run-header vscode-button');
    const right = () => cells.evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)));
    const overflows = () =>
      page.locator('#row-1 .digest').evaluateAll((all) => {
        const rightOf = (each: Element) => each.getBoundingClientRect().right;
        return all.filter((each) => [...each.children].some((child) => rightOf(child) > rightOf(each) + 1)).length;
      });
    for (const width of [320, 360, 480, 700, 1000, 1600]) {
      await page.setViewportSize({ width, height: 700 });
      await eventually(right, `${width} px`).toBeLessThanOrEqual(width);
      await eventually(overflows, `digests that overflow at ${width} px`).toBe(0);
      const cut = () => page.locator('#row-1').evaluate((row) => row.scrollHeight - row.clientHeight);
      await eventually(cut, `${width} px`).toBeLessThanOrEqual(0);
    }
  });
});
