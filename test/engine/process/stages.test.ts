import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { StageClock } from '../../../src/engine/render/stageClock';
import type { Outcome } from '../../../src/shared/run/run';
import { gradient } from '../fixtures/images';
import { longEdge, only, place, run, runOn, temporaryFolder } from '../fixtures/runs';

/** Where the time of a task went. No time is asserted, only that the parts are there and fit into the whole. */

const photo = await gradient(1600, 1200).jpeg().toBuffer();
const sumOf = ({ stages = {} }: Pick<Outcome, 'stages'>) => Object.values(stages).reduce((sum, ms) => sum + ms, 0);

describe('the stages of a task', () => {
  test('one pipeline decodes, resizes, and encodes, so that this is one stage', async () => {
    const path = place(join(temporaryFolder(), 'a.jpg'), photo);
    const outcome = only((await run(join(path, '..'), longEdge(800))).outcomes);
    expect(Object.keys(outcome.stages ?? {})).toEqual(expect.arrayContaining(['render']));
    expect(outcome.stages).not.toHaveProperty('encode');
    expect(sumOf(outcome)).toBeGreaterThan(0);
    expect(sumOf(outcome)).toBeLessThanOrEqual(outcome.ms);
  });

  test('where pixels are made for several outputs, encoding is a stage of its own', async () => {
    const root = temporaryFolder();
    place(join(root, 'a.jpg'), photo);
    const outputs = [{ format: 'webp' as const }, { format: 'png' as const }];
    const outcome = only((await run(root, longEdge(800, { outputs }))).outcomes);
    expect(Object.keys(outcome.stages ?? {})).toEqual(expect.arrayContaining(['steps', 'encode']));
    expect(outcome.stages).not.toHaveProperty('render');
    expect(sumOf(outcome)).toBeLessThanOrEqual(outcome.ms);
  });

  test('a file that failed has stages, too', async () => {
    const path = place(join(temporaryFolder(), 'a.jpg'), photo.subarray(0, photo.length / 2));
    const outcome = await runOn(path, longEdge(800, { replace: true }));
    expect(outcome.status).toBe('failed');
    expect(sumOf(outcome)).toBeLessThanOrEqual(outcome.ms);
  });
});

describe('StageClock', () => {
  test('adds up and rounds down, and leaves out what took no time', () => {
    const clock = new StageClock();
    clock.add('write', 1.26);
    clock.add('render', 20);
    clock.add('write', 1);
    clock.add('check', 0.01);
    expect(clock.stages(100)).toEqual({ render: 20, write: 2.2 });
  });

  test('outputs made at the same time share the time of the task', () => {
    const clock = new StageClock();
    clock.add('render', 30);
    clock.add('encode', 10);
    expect(clock.stages(20)).toEqual({ render: 15, encode: 5 });
  });

  test('counts work that fails', async () => {
    const clock = new StageClock();
    const work = clock.time('open', () => new Promise((_, reject) => setTimeout(() => reject(new Error('broken')), 5)));
    await expect(work).rejects.toThrow('broken');
    expect(clock.stages(1000)).toHaveProperty('open');
  });
});
