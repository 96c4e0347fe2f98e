import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { planTrial } from '../../src/engine/plan/planTrial';
import { renderSwatches } from '../../src/engine/render/renderSwatches';
import { makeTrial } from '../../src/pool/trial';
import { convertProfile, optimizeProfile } from '../../src/shared/recipe/commandProfiles';
import { filterNames } from '../../src/shared/recipe/filterChoices';
import { filterProfile } from '../../src/shared/recipe/filterPresets';
import { resizeProfile } from '../../src/shared/recipe/presets';
import type { Profile } from '../../src/shared/recipe/recipe';
import { isTask } from '../../src/shared/run/plan';
import type { Trial, TrialRequest } from '../../src/shared/run/trial';
import { gradient, write } from '../engine/fixtures/images';
import { filesIn, recipeOf, requestOf, runOn, temporaryFolder } from '../engine/fixtures/runs';
import { noise } from '../engine/fixtures/samples';

/** A recipe tried on one image makes what the run makes, and writes nothing beside it. */

const beside = { kind: 'beside' } as const;

/** Tries a request as the pool process does. */
async function tried({ plan, ...target }: TrialRequest): Promise<Trial> {
  const entry = await planTrial(plan);
  if (entry === undefined) throw new Error('The plan found no image.');
  return isTask(entry) ? makeTrial({ task: entry, recipe: plan.recipe, ...target }) : { notes: [], message: entry.message };
}

function requestFor(source: string, root: string, profile: Profile) {
  const plan = requestOf(root, profile, { selection: [source] });
  return { plan, directory: temporaryFolder(), name: 'after-1', timeoutSeconds: 60 };
}

const recipes: Readonly<Record<string, Profile>> = {
  'a conversion to WebP': convertProfile('webp', beside, { quality: 61 }),
  'a lossless conversion': convertProfile('webp', beside, { lossless: true }),
  'a lower quality': optimizeProfile(beside, { quality: 40 }),
  'a smaller size': resizeProfile({ longEdge: 90 }, beside),
  'a filter': filterProfile('sepia', 70, beside),
};

test.each(Object.keys(recipes))('%s has the bytes of the run', async (name) => {
  const profile = recipes[name] as Profile;
  const folder = temporaryFolder();
  const source = await write(join(folder, 'a.jpg'), noise(180, 120, 3).jpeg({ quality: 95 }));
  const request = requestFor(source, folder, profile);
  const { after, message } = await tried(request);
  expect(message).toBeUndefined();
  expect(filesIn(folder)).toEqual(['a.jpg']);
  const { target } = await runOn(source, profile);
  expect(readFileSync(after?.path as string).equals(readFileSync(target))).toBe(true);
  expect(after?.bytes).toBe(statSync(target).size);
  expect(readdirSync(request.directory)).toHaveLength(1);
});

test('a source that the run would keep has no output, and the reason why', async () => {
  const folder = temporaryFolder();
  const source = await write(join(folder, 'a.jpg'), gradient(60, 40, 3).jpeg({ quality: 20 }));
  const { after, message } = await tried(requestFor(source, folder, optimizeProfile(beside, { quality: 90 })));
  expect(after).toBeUndefined();
  expect(message).toMatch(/kept|smaller/);
  const tiny = await tried(requestFor(source, folder, resizeProfile({ longEdge: 500 }, beside)));
  expect(tiny.message).toMatch(/Already fits/);
});

test('an image that cannot be read has no output, and the cause', async () => {
  const folder = temporaryFolder();
  const source = await write(join(folder, 'a.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
  const { message } = await tried(requestFor(source, folder, convertProfile('webp', beside)));
  expect(message).toMatch(/\w/);
});

test('all filters are drawn on a small version of the image', async () => {
  const folder = temporaryFolder();
  const source = await write(join(folder, 'a.jpg'), gradient(600, 400, 3).jpeg());
  const directory = join(temporaryFolder(), 'swatches');
  const all = filterNames.map((filter) => recipeOf(filterProfile(filter, 50, beside)));
  const paths = await renderSwatches({ source, root: folder, recipes: all, directory });
  expect(paths).toHaveLength(filterNames.length);
  for (const path of paths) {
    expect(existsSync(path)).toBe(true);
    const { format, width, height } = await sharp(path).metadata();
    expect({ format, width, height }).toEqual({ format: 'webp', width: 160, height: 107 });
  }
  expect(filesIn(folder)).toEqual(['a.jpg']);
});
