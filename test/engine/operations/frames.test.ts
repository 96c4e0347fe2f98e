import { describe, expect, test } from 'vitest';
import { FrameIntermediates, frameIntermediate, type MemoryIntermediate } from '../../../src/engine/intermediates/memoryIntermediates';
import { changes, sizeAfter } from '../../../src/engine/operations';
import { frameStepContext } from '../../../src/engine/render/stepContext';
import { StepPipeline } from '../../../src/engine/render/stepPipeline';
import { gradient } from '../fixtures/images';
import { temporaryFolder } from '../fixtures/runs';
import { everyStep, moreSteps, stepOf } from './steps';

/** Runs steps on the frames of an animation, which are kept in memory and always have an alpha channel. */

async function frame(channels: 3 | 4): Promise<MemoryIntermediate> {
  const smooth = await new FrameIntermediates().keep(gradient(48, 36, channels));
  // Specks give a median something to remove.
  const data = smooth.samples.data.map((value, at) => (at % 44 === 0 ? 255 - value : value));
  return frameIntermediate(Buffer.from(data), 48, 36);
}

describe.each([
  ['opaque', 3],
  ['transparent', 4],
] as const)('on %s frames', (_, channels) => {
  test.each([...everyStep, ...moreSteps].map((step) => [step.operation, step] as const))(
    '%s changes a frame as planned',
    async (operation, step) => {
      const intermediate = await frame(channels);
      const source = Buffer.from(intermediate.samples.data);
      const before = { width: 48, height: 36, alpha: channels === 4, space: 'srgb', transparent: true };
      const pipeline = StepPipeline.of(intermediate, before, frameStepContext(temporaryFolder(), new FrameIntermediates()));
      await pipeline.add(step);
      const made = await pipeline.render();
      const data = Buffer.from(made.pixels().data);

      expect(source.equals(Buffer.from(intermediate.samples.data)), 'the original frame is unchanged').toBe(true);
      expect(data.equals(source)).toBe(!changes(step, before) || operation === 'trim');
      const planned = sizeAfter([step], before) ?? before;
      expect([made.width, made.height]).toEqual([planned.width, planned.height]);
      expect(data).toHaveLength(made.width * made.height * 4);
      const opacities = data.filter((__, at) => at % 4 === 3);
      expect(opacities.every((value) => value === 255)).toBe(!pipeline.state.alpha);
    },
  );
});

test('alpha with an opacity replaces the opaque channel of a frame', async () => {
  const before = { width: 48, height: 36, alpha: false, space: 'srgb', transparent: true };
  const pipeline = StepPipeline.of(await frame(3), before, frameStepContext('', new FrameIntermediates()));
  await pipeline.add(stepOf({ operation: 'alpha', mode: 'ensure', opacity: 20 }));
  const { data } = (await pipeline.render()).pixels();
  expect(data[3]).toBe(51);
});
