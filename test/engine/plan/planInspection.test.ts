import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findInspected, planFound } from '../../../src/engine/plan/planInspection';
import { noDigests } from '../../../src/engine/plan/scanForInspection';
import type { Inspection, InspectRequest } from '../../../src/shared/run/inspection';
import { place, temporaryFolder } from '../fixtures/runs';

const hash: Inspection = { kind: 'hash', algorithms: ['sha256'] };

async function plan(folder: string, inspection: Inspection, signal = new AbortController().signal, rest: Partial<InspectRequest> = {}) {
  const rules = { include: [], exclude: [], excludeGlobs: [], useIgnoreFiles: true };
  const request: InspectRequest = { selection: [folder], roots: [folder], order: 'parallel', ...rules, inspection, ...rest };
  return planFound(await findInspected(request, signal), request, noDigests, signal);
}

/** The plan by relative path: why a file is not read, or that it is. */
async function planned(folder: string, inspection: Inspection, rest: Partial<InspectRequest> = {}) {
  const { entries } = await plan(folder, inspection, undefined, rest);
  expect(entries.map(({ id }) => id)).toEqual(entries.map((_, index) => index));
  return Object.fromEntries(
    entries.map((entry) => [relative(folder, entry.source), 'status' in entry ? `${entry.status}: ${entry.message}` : 'read']),
  );
}

async function png(path: string): Promise<void> {
  place(
    path,
    await sharp({ create: { width: 3, height: 2, channels: 3, background: 'red' } })
      .png()
      .toBuffer(),
  );
}

describe.skipIf(process.platform === 'win32')('pipes, sockets and broken links', () => {
  const pipe = 'skipped: This is a pipe, not a file.';

  test('pipes, sockets and broken links are skipped with a reason, also in linked folders, unless a rule excludes them', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()];
    place(join(folder, 'sub/file'));
    place(join(folder, '.gitignore'), 'ignored*\n');
    for (const path of [
      join(folder, 'sub/pipe'),
      join(folder, 'ignored'),
      join(folder, 'x.log'),
      join(other, 'ignored'),
      join(other, 'far'),
    ])
      execFileSync('mkfifo', [path]);
    symlinkSync('gone', join(folder, 'broken'));
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync(other, join(folder, 'way'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    onTestFinished(() => void server.close());
    expect(await planned(folder, hash, { exclude: ['*.log'] })).toEqual({
      '.gitignore': 'read',
      'sub/file': 'read',
      'sub/pipe': pipe,
      [relative(folder, join(other, 'far'))]: pipe,
      broken: 'skipped: This is a broken link, not a file.',
      loop: 'failed: The link points to itself, not to a file.',
      socket: 'skipped: This is a socket, not a file.',
    });
  });

  test.each(['check', 'pixelDigest'] as const)('a pipe named like an image does not block: %s', async (kind) => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe.png')]);
    symlinkSync('pipe.png', join(folder, 'link.png'));
    await png(join(folder, 'image.png'));
    expect(await planned(folder, { kind })).toEqual({ 'pipe.png': pipe, 'image.png': 'read' });
    expect(await planned(folder, { kind }, { selection: [join(folder, 'link.png')] })).toEqual({ 'pipe.png': pipe });
  });
});

test('images keep their order and get their sizes, and a broken one is read only to check it', async () => {
  const folder = temporaryFolder();
  const names = Array.from({ length: 40 }, (_, index) => `${String(index).padStart(2, '0')}.png`);
  for (const name of names) await png(join(folder, name));
  writeFileSync(join(folder, '07.png'), 'no image');
  const { entries } = await plan(folder, { kind: 'perceptualHash', turned: false });
  expect(entries.map(({ source }) => relative(folder, source))).toEqual(names);
  expect(entries[8]).toMatchObject({ id: 8, header: { width: 3, height: 2 }, cost: 18 });
  expect(entries[7]).toMatchObject({ id: 7, status: 'failed', code: 'not-an-image' });
  expect((await plan(folder, { kind: 'check' })).summary).toMatchObject({ tasks: 40, skipped: 0 });
});

test('planning an inspection can be canceled', async () => {
  const folder = temporaryFolder();
  for (let index = 0; index < 100; index += 1) place(join(folder, String(index)));
  const abort = new AbortController();
  const planning = plan(folder, hash, abort.signal);
  abort.abort(new Error('enough'));
  await expect(planning).rejects.toThrow('enough');
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 or too long is reported as such', async () => {
  const folder = temporaryFolder();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), 'x');
  expect(await planned(folder, hash)).toEqual({ 'caf\ufffd': 'failed: The name is not valid UTF-8, so the file cannot be opened.' });
  const long = 'x'.repeat(300);
  expect(await planned(folder, hash, { selection: [join(folder, long)] })).toEqual({
    [long]: 'failed: The name is too long for this disk, so the file does not exist.',
  });
});
