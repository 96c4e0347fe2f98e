import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { operationNames } from '../../../src/cli/args/operationNames';
import { operationOf } from '../../../src/engine/operations';
import type { FilterName } from '../../../src/shared/recipe/filterChoices';
import { filterIntensities } from '../../../src/shared/recipe/filterIntensities';
import { filterStep } from '../../../src/shared/recipe/filterPresets';
import { operationsReference } from '../../../src/shared/recipe/operationsReference';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import { operationSchemas, stepKinds } from '../../../src/shared/recipe/schema/steps';
import { stepOf } from './steps';

/** What belongs to an operation, so that a new one is complete. ARCHITECTURE.md lists the steps. */

const reference = readFileSync('docs/operations.md', 'utf8');

function testsIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => name.endsWith('.test.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
}

test('docs/operations.md is up to date (otherwise run: npm run schema)', () => {
  expect(reference.replaceAll('\r\n', '\n')).toBe(operationsReference());
});

test('the operation names of the command line are up to date (otherwise run: npm run schema)', () => {
  expect(operationNames).toEqual(stepKinds);
});

const thisFile = readFileSync(import.meta.filename, 'utf8');
const tests = testsIn('test/engine/operations').filter((text) => text !== thisFile);

describe.each(operationSchemas.map((schema) => [schema.name, schema] as const))('the operation %s', (name, { example, step }) => {
  test('has a file in src/engine/operations', () => {
    const files = ['geometry', 'filters'].map((folder) => `src/engine/operations/${folder}/${name}.ts`);
    expect(files.filter((file) => existsSync(file))).toHaveLength(1);
  });

  test('is registered with a way to apply it', () => {
    const operation = operationOf(stepOf(example));
    expect('apply' in operation || 'edit' in operation).toBe(true);
  });

  test('has a test that uses it by name', () => {
    expect(tests.filter((text) => text.includes(`operation: '${name}'`))).not.toEqual([]);
  });

  test('has a section in docs/operations.md', () => {
    expect(reference).toContain(`\n## ${name}\n`);
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
