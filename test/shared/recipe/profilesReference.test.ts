import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { profileSchema } from '../../../src/shared/recipe/profileSchema';
import { exampleOf, profileKeys, profilesReference } from '../../../src/shared/recipe/profilesReference';

test('docs/profiles.md is up to date (otherwise run: npm run schema)', () => {
  expect(readFileSync('docs/profiles.md', 'utf8').replaceAll('\r\n', '\n')).toBe(profilesReference());
});

/** The schema without what makes it optional, and that of the items of a list. */
function inner(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return inner(schema.unwrap() as z.ZodType);
  return schema instanceof z.ZodArray ? inner(schema.element as z.ZodType) : schema;
}

/** The schema of a key such as `outputs.quality`. */
function schemaOf(path: string): z.ZodType {
  return path.split('.').reduce<z.ZodType>((schema, name) => (inner(schema) as z.ZodObject).shape[name] as z.ZodType, profileSchema);
}

describe.each(profileKeys().map((key) => [key.path, key] as const))('the key %s of a profile', (path, { schema }) => {
  test('has a description', () => {
    expect(schema.description).toMatch(/^\S.*\.$/s);
  });

  test('has examples that its schema takes', () => {
    for (const example of [exampleOf(schema), ...(schema.examples ?? [])])
      expect(schemaOf(path).safeParse(example), JSON.stringify(example)).toMatchObject({ success: true });
  });

  test('has a section with its example', () => {
    expect(profilesReference()).toContain(`\n### ${path}\n`);
  });
});
