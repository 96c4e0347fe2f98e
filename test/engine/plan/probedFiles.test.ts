import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeBatch } from '../../../src/engine/plan/probedFiles';
import { type UpToDateBatch, upToDateSizes } from '../../../src/engine/results/upToDateBatch';
import { SoloGate } from '../../../src/pool/soloGate';
import { gradient } from '../fixtures/images';
import { longEdge, place, planFor, requestOf, temporaryFolder } from '../fixtures/runs';

/** More files than are probed without worker threads, a few of them unusual. */
async function manyFiles(): Promise<string> {
  const root = temporaryFolder();
  const icon = place(join(root, '0.png'), await gradient(64, 48).png().toBuffer());
  const photo = place(join(root, '1.jpg'), await gradient(80, 60).jpeg().toBuffer());
  for (let index = 2; index < 600; index += 1) {
    const [source, extension] = index % 3 === 0 ? [photo, 'jpg'] : [icon, 'png'];
    linkSync(source, join(root, `${index}.${extension}`));
  }
  rmSync(join(root, '300.jpg'));
  writeFileSync(join(root, '300.jpg'), 'no image');
  rmSync(join(root, '400.png'));
  writeFileSync(join(root, '400.png'), await gradient(8, 8).png().toBuffer());
  return root;
}

describe('a plan of many files', () => {
  test('is the same whether this process or others read the headers', async () => {
    const request = requestOf(await manyFiles(), longEdge(32));
    const sizes: number[] = [];
    const elsewhere = {
      atOnce: 3,
      upToDate: async (batch: UpToDateBatch) => upToDateSizes(batch),
      gate: new SoloGate(),
      // As a message to a thread would.
      probe: async (batch: Parameters<typeof probeBatch>[0]) => {
        sizes.push(batch.paths.length);
        return structuredClone(await probeBatch(structuredClone(batch)));
      },
    };
    const [there, here] = [await planFor(request, { elsewhere }), await planFor(request)];
    expect(sizes).toEqual([...new Array<number>(9).fill(64), 24]);
    expect(there).toEqual(here);
    expect(there.summary).toMatchObject({ tasks: 598, skipped: 2 });
  });

  test('has one header for all images that have the same', async () => {
    const { tasks } = await planFor(requestOf(await manyFiles(), longEdge(32)), {
      elsewhere: { atOnce: 1, probe: probeBatch, upToDate: async (batch) => upToDateSizes(batch), gate: new SoloGate() },
    });
    expect(new Set(tasks.map(({ header }) => header)).size).toBe(2);
  });

  test('sends its entries in order and waits until they are received', async () => {
    const received: number[] = [];
    let waiting = 0;
    const send = async (entries: readonly { readonly id: number }[]) => {
      waiting += 1;
      expect(waiting).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      received.push(...entries.map(({ id }) => id));
      waiting -= 1;
    };
    await planFor(requestOf(await manyFiles(), longEdge(32)), { send });
    expect(received).toEqual(Array.from({ length: 600 }, (_, id) => id));
  });
});
