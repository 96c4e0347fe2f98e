import fs, { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isInside } from '../../../src/engine/fs/containment';
import { planVerification } from '../../../src/engine/plan/planVerification';
import type { VerifyRequest } from '../../../src/shared/run/inspection';
import { place, temporaryFolder } from '../fixtures/runs';

/** Plans a list of these names in a folder. By name: the line, status and message, or that the file is read. */
async function planned(folder: string, names: readonly string[], rest: Partial<VerifyRequest> = {}) {
  const list = place(join(folder, 'SHA256SUMS'), names.map((name) => `${'1'.repeat(64)}  ${name}\n`).join(''));
  const rules = { excludeGlobs: [], useIgnoreFiles: true, allowOutside: false, tellExtra: false, order: 'parallel' } as const;
  const { entries, summary } = await planVerification({ list, roots: [folder], ...rules, ...rest }, new AbortController().signal);
  const said = entries.map((entry) => [
    relative(folder, entry.source),
    'status' in entry ? `${entry.line ?? '-'} ${entry.status} ${entry.code}: ${entry.message}` : 'read',
  ]);
  return { said: Object.fromEntries(said), summary };
}

const missing = 'failed vanished: The file is listed but missing.';

test.skipIf(process.platform === 'win32')('an impossible path fails alone, and the other lines are planned', async () => {
  const folder = temporaryFolder();
  place(join(folder, 'a.txt'));
  symlinkSync('loop', join(folder, 'loop'));
  symlinkSync('gone', join(folder, 'broken'));
  const long = 'n'.repeat(300);
  const { said, summary } = await planned(folder, ['a.txt/x', long, 'loop', 'loop/x', 'broken', 'gone', 'a.txt']);
  expect(summary.listError).toBeUndefined();
  expect(said).toEqual({
    'a.txt/x': `1 ${missing}`,
    [long]: '2 failed vanished: The name is too long for this disk, so the file does not exist.',
    loop: `3 ${missing}`,
    'loop/x': `4 ${missing}`,
    gone: `6 ${missing}`,
    broken: `5 ${missing}`,
    'a.txt': 'read',
  });
});

test.skipIf(process.getuid?.() !== 0)('a file in a folder without permission is not reported as missing', async () => {
  const folder = temporaryFolder();
  place(join(folder, 'closed/x'));
  chmodSync(folder, 0o777);
  chmodSync(join(folder, 'closed'), 0);
  process.seteuid?.(65_534);
  try {
    const { said } = await planned(folder, ['closed/x', 'gone']);
    expect(said).toEqual({
      'closed/x': expect.stringMatching(/^1 failed permission: Permission to read or write was denied/),
      gone: `2 ${missing}`,
    });
  } finally {
    process.seteuid?.(0);
  }
});

describe('listed files outside the roots', () => {
  test('listed files outside the roots are not looked up before the user allows it', async () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'in');
    mkdirSync(folder);
    const far = join(outer, 'far/secret');
    const looks = [vi.spyOn(fs, 'lstatSync'), vi.spyOn(fs, 'statSync'), vi.spyOn(fs.realpathSync, 'native'), vi.spyOn(fs, 'readdirSync')];
    syncBuiltinESMExports();
    onTestFinished(() => {
      vi.restoreAllMocks();
      syncBuiltinESMExports();
    });
    const { said, summary } = await planned(folder, ['../far/secret', far, '//host/share/x', '..\\far\\other', '../far\\more', 'near']);
    expect(summary.outside).toHaveLength(4);
    expect(said.near).toBe(`6 ${missing}`);
    const asked = looks.flatMap(({ mock }) => mock.calls.map(([path]) => String(path)));
    expect(asked).toEqual(expect.arrayContaining([folder, join(folder, 'near')]));
    expect(looks[0]?.mock.calls.length).toBeGreaterThan(0);
    // Whether the disk ignores case is found out with the name of the folder itself.
    const isFolder = (path: string) => path.toLowerCase() === folder.toLowerCase();
    expect(asked.filter((path) => !isInside(path, folder) && !isFolder(path))).toEqual([]);
  });

  test('a linked file outside the folder is not reported as unlisted', async () => {
    const outer = temporaryFolder();
    const folder = join(outer, 'in');
    place(join(outer, 'other/deep/secret'));
    place(join(outer, 'file'));
    place(join(folder, 'extra'));
    symlinkSync(join(outer, 'other'), join(folder, 'way'));
    symlinkSync(join(outer, 'file'), join(folder, 'link'));
    const { said } = await planned(folder, ['gone'], { tellExtra: true });
    expect(said).toEqual({ gone: `1 ${missing}`, extra: '- skipped not-listed: The file is not listed.' });
  });
});

test('contradictions beyond a thousand are only counted', async () => {
  const folder = temporaryFolder();
  const lines = Array.from({ length: 1200 }, (_, index) => `${index.toString(16).padStart(64, '0')}  a\n`);
  const list = place(join(folder, 'list'), lines.join(''));
  const rules = { excludeGlobs: [], useIgnoreFiles: true, allowOutside: false, tellExtra: false, order: 'parallel' } as const;
  const { errors } = (await planVerification({ list, roots: [folder], ...rules }, new AbortController().signal)).summary;
  expect(errors).toHaveLength(1001);
  expect(errors.at(-1)).toEqual({ line: 1200, message: 'Number of further lines up to this one that contradict earlier lines: 199.' });
});
