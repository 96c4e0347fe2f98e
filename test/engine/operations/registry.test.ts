import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { operationNames } from '../../../src/cli/args/operationNames';
import { operationOf } from '../../../src/engine/operations';
import type { FilterName } from '../../../src/shared/recipe/filterChoices';
import { filterIntensities } from '../../../src/shared/recipe/filterIntensities';
import { filterStep } from '../../../src/shared/recipe/filterPresets';
import { operationsReference } from '../../../src/shared/recipe/operationsReference';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import { operationSchemas, stepKinds } from '../../../src/shared/recipe/schema/steps';
import { asShown, maxPictureBytes } from '../../images/operations/picture';
import { drawSource } from '../../images/operations/sources';
import { pipelineOf, stepOf } from './steps';

/** What belongs to an operation, so that a new one is complete. ARCHITECTURE.md lists the steps. */

const pages = operationsReference();
const pictures = 'docs/images/operations';

function testsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
}

test('docs/operations is up to date (otherwise run: npm run schema)', () => {
  const names = readdirSync('docs/operations');
  expect(names.sort()).toEqual(Object.keys(pages).sort());
  for (const name of names) expect(readFileSync(`docs/operations/${name}`, 'utf8').replaceAll('\r\n', '\n'), name).toBe(pages[name]);
});

test('docs/images/operations has no image of anything else', () => {
  const images = operationSchemas.flatMap(({ name }) => [`${name}-after.webp`, `${name}-before.webp`]);
  expect(readdirSync(pictures).sort()).toEqual(images.sort());
});

/** The mean difference of the samples of two images of the same size. */
async function differenceOf(picture: Buffer, image: Buffer): Promise<number> {
  const [shown, meant] = await Promise.all(
    [picture, image].map((each) => sharp(each).removeAlpha().raw().toBuffer({ resolveWithObject: true })),
  );
  const sizeOf = ({ info: { width, height } }: { info: { width: number; height: number } }) => ({ width, height });
  expect(sizeOf(shown as never)).toEqual(sizeOf(meant as never));
  const [a, b] = [shown?.data as Buffer, meant?.data as Buffer];
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0) / a.length;
}

test('the operation names of the command line are up to date (otherwise run: npm run schema)', () => {
  expect(operationNames).toEqual(stepKinds);
});

/** Of the samples of an image and its picture: what WebP loses of noise. Another example differs by more. */
const largestDifference = 12;

const thisFile = readFileSync(import.meta.filename, 'utf8');
const tests = testsIn('test/engine/operations').filter((text) => text !== thisFile);

describe.each(operationSchemas.map((schema) => [schema.name, schema] as const))('the operation %s', (name, { example, step }) => {
  test('has a file in src/engine/operations', () => {
    const files = ['geometry', 'filters'].map((folder) => `src/engine/operations/${folder}/${name}.ts`);
    expect(files.filter((file) => existsSync(file))).toHaveLength(1);
  });

  test('is registered with a way to apply it', () => {
    const operation = operationOf(stepOf(example));
    expect('apply' in operation || 'edit' in operation || 'tone' in operation).toBe(true);
  });

  test('has a test that uses it by name', () => {
    expect(tests.filter((text) => text.includes(`operation: '${name}'`))).not.toEqual([]);
  });

  test('has a page with small images of its example (otherwise run: npm run schema, npm run images -- operations)', async () => {
    expect(pages['README.md']).toContain(`[${name}](${name}.md)`);
    const source = await drawSource(name);
    const { image } = await pipelineOf(source, [stepOf(example)]);
    for (const [moment, drawn] of Object.entries({ before: source, after: await image.png().toBuffer() })) {
      expect(pages[`${name}.md`]).toContain(`(../images/operations/${name}-${moment}.webp)`);
      const picture = readFileSync(join(pictures, `${name}-${moment}.webp`));
      expect(picture.length).toBeLessThanOrEqual(maxPictureBytes);
      expect(await differenceOf(picture, await asShown(drawn)), moment).toBeLessThan(largestDifference);
    }
  });

  test('has an example that makes a valid profile', () => {
    expect(parseProfile('test', { steps: [example] })).toMatchObject({ ok: true });
  });

  test('has descriptions for all of its parameters', () => {
    for (const [key, parameter] of Object.entries(step.shape)) expect(parameter.meta()?.description ?? '', key).toMatch(/^\S.*\.$/s);
  });
});

test('every filter is named by exactly one operation', () => {
  const named = operationSchemas.flatMap(({ filters }) => Object.keys(filters));
  expect([...new Set(named)]).toEqual(named);
  for (const name of Object.keys(filterIntensities) as FilterName[]) expect(filterStep(name, 50).operation, name).toBeTruthy();
});
