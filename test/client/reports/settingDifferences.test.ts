import { expect, test } from 'vitest';
import { settingDifferences } from '../../../src/client/reports/settingDifferences';
import type { Profile } from '../../../src/shared/recipe/recipe';

const profile: Profile = {
  steps: [{ operation: 'resize', longEdge: 640 }, { operation: 'sharpen' }],
  outputs: [{ format: 'webp', quality: 80, folder: 'out' }],
};

test('Equal profiles differ in nothing, whatever the order of their keys', () => {
  expect(settingDifferences(profile, structuredClone(profile))).toEqual([]);
  const [step, ...steps] = profile.steps ?? [];
  const turned = { outputs: profile.outputs, steps: [{ longEdge: 640, ...step, operation: 'resize' }, ...steps] } as Profile;
  expect(settingDifferences(profile, turned)).toEqual([]);
});

test('A setting that differs is named with both values, and one that a profile lacks has none', () => {
  const other: Profile = {
    ...profile,
    steps: [{ operation: 'resize', longEdge: 800 }, { operation: 'sharpen' }],
    outputs: [{ format: 'webp', folder: 'out', effort: 6 }],
  };
  expect(settingDifferences(profile, other)).toEqual([
    { path: 'steps[0].longEdge', a: '640', b: '800' },
    { path: 'outputs[0].quality', a: '80', b: undefined },
    { path: 'outputs[0].effort', a: undefined, b: '6' },
  ]);
});

test('Steps with different operations differ as a whole, and so does a step that only one profile has', () => {
  const other: Profile = { ...profile, steps: [{ operation: 'grayscale' }, { operation: 'sharpen' }, { operation: 'flip' }] };
  expect(settingDifferences(profile, other)).toEqual([
    { path: 'steps[0]', a: '{"operation":"resize","longEdge":640}', b: '{"operation":"grayscale"}' },
    { path: 'steps[2]', a: undefined, b: '{"operation":"flip"}' },
  ]);
});

test('A list and a single value differ as a whole', () => {
  const [a, b] = [{ outputs: [{ format: ['webp', 'avif'] }] }, { outputs: [{ format: 'webp' }] }] as Profile[];
  expect(settingDifferences(a as Profile, b as Profile)).toEqual([{ path: 'outputs[0].format', a: '["webp","avif"]', b: '"webp"' }]);
});
