import { hash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packIco } from '../../../src/engine/formats/ico';
import { type InspectContext, inspectFile } from '../../../src/engine/inspect/inspectFile';
import type { Inspection, InspectTask, ListedDigest } from '../../../src/shared/run/inspection';
import { solid, tiff } from '../fixtures/images';
import { temporaryFolder } from '../fixtures/runs';

const context: InspectContext = { worker: 3, progress: () => {}, hashed: () => {}, error: () => {} };

function taskOf(content: string | Buffer, expected?: readonly ListedDigest[], name = 'file'): InspectTask {
  const source = join(temporaryFolder(), name);
  writeFileSync(source, content);
  const { size: bytes, mtimeMs } = statSync(source);
  return { id: 0, source, bytes, cost: bytes, attempt: 0, mtimeMs, ...(expected && { expected }) };
}

const sha256 = (text: string) => hash('sha256', text);

test('a file gets the requested digests', async () => {
  const outcome = await inspectFile(taskOf('text'), { kind: 'hash', algorithms: ['sha256', 'crc32'] }, context);
  expect(outcome).toMatchObject({ status: 'done', worker: 3, findings: { digests: { sha256: sha256('text'), crc32: '3b8ba7c7' } } });
});

test('a file that does not match its list fails and reports its digest', async () => {
  const expected = [{ algorithm: 'sha256', digest: sha256('other'), line: 1 }] as const;
  const outcome = await inspectFile(taskOf('text', expected), { kind: 'verify' }, context);
  const message = `SHA-256 mismatch: expected ${sha256('other')}, got ${sha256('text')}.`;
  expect(outcome).toMatchObject({ status: 'failed', code: 'digest-differs', message, findings: { digests: { sha256: sha256('text') } } });
});

test.each<Inspection>([{ kind: 'hash', algorithms: ['sha256'] }, { kind: 'firstBlock' }])(
  'a file that is not the one that was found has changed: $kind',
  async (inspection) => {
    const task = taskOf('text');
    expect(await inspectFile(task, inspection, context)).toMatchObject({ status: 'done' });
    for (const then of [{ bytes: task.bytes + 1 }, { mtimeMs: task.mtimeMs - 1000 }])
      expect(await inspectFile({ ...task, ...then }, inspection, context)).toMatchObject({ status: 'failed', code: 'changed' });
  },
);

test('an SVG is skipped when comparing pixels', async () => {
  const task = taskOf('<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>');
  expect(await inspectFile(task, { kind: 'pixelDigest' }, context)).toMatchObject({ status: 'skipped', code: 'not-compared' });
});

test('a file being read when the run is canceled counts as canceled, not as failed', async () => {
  const task = taskOf('x'.repeat(3 << 20));
  let read = 0;
  const canceled: InspectContext = { ...context, progress: (bytes = 0) => (read = bytes), isCanceled: () => read >= 2 << 20 };
  const outcome = await inspectFile(task, { kind: 'hash', algorithms: ['md5'] }, canceled);
  expect(outcome).toMatchObject({ status: 'canceled', code: 'canceled', message: 'Canceled while the file was being read.' });
  expect(read).toBe(2 << 20);
});

test('a file is not started after the run is canceled', async () => {
  const outcome = await inspectFile(taskOf('text'), { kind: 'firstBlock' }, { ...context, isCanceled: () => true });
  expect(outcome).toMatchObject({ status: 'canceled', code: 'canceled', message: 'Canceled before it started.' });
});

describe('inspecting an image of several parts reports progress after each', () => {
  const page = { width: 20, height: 30, samples: 3, photometric: 2, data: Buffer.alloc(20 * 30 * 3, 99) };
  const pages = tiff(page, page, page, page);

  async function signsOf(task: InspectTask, kind: 'check' | 'pixelDigest'): Promise<number> {
    let signs = 0;
    const outcome = await inspectFile(task, { kind }, { ...context, progress: () => (signs += 1) });
    expect(outcome).toMatchObject({ status: 'done' });
    return signs;
  }

  test.each(['check', 'pixelDigest'] as const)('for a TIFF with the inspection %s', async (kind) => {
    expect(await signsOf(taskOf(pages, undefined, 'a.tif'), kind)).toBe(4);
  });

  test('for an icon', async () => {
    const sizes = await Promise.all(
      [16, 32].map(async (side) => ({ width: side, height: side, png: await solid(side, side, 'red').png().toBuffer() })),
    );
    expect(await signsOf(taskOf(packIco(sizes), undefined, 'a.ico'), 'check')).toBe(2);
  });
});
