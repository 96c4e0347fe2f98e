import { expect, test } from 'vitest';
import { exampleProfiles } from '../../../src/shared/recipe/exampleProfiles';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import { profileOfRecipe } from '../../../src/shared/recipe/profileOfRecipe';
import type { Profile, Recipe } from '../../../src/shared/recipe/recipe';

function parse(profile: Profile): Recipe {
  const parsed = parseProfile('one', profile);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.recipe;
}

const replacing: Profile = { steps: [{ operation: 'resize', longEdge: 640 }], outputs: [{ quality: 70 }], replace: true };
const overridden: Profile = {
  steps: [{ operation: 'resize', longEdge: 640 }],
  overrides: [{ include: ['a/**'], outputs: { quality: 50 } }],
};

const icons: Profile = {
  outputs: [{ set: 'favicon', background: 'teal', folder: 'public', name: '{name}/{icon}' }, { set: 'favicon' }, { format: 'webp' }],
  webManifest: { file: 'public/site.webmanifest', name: 'Site' },
  markup: { file: 'public/favicon.html', kind: 'favicon', baseUrl: '/icons/' },
};

const packed: Profile = {
  outputs: [{ frames: 'first' }, { widths: [16, 32], name: 'small/{name}-{width}' }],
  atlas: { file: 'sprites.webp', padding: 4, css: false },
};

test.each(Object.entries({ ...exampleProfiles(), replacing, overridden, icons, packed }))(
  'the recipe of %s leads to a profile with the same recipe',
  (_, profile) => {
    expect(parse(profileOfRecipe(parse(profile)))).toEqual(parse(profile));
  },
);

test('defaults are left out', () => {
  expect(profileOfRecipe(parse({ outputs: [{ format: ['webp', 'avif'], folder: 'web' }] }))).toEqual({
    outputs: [{ format: ['webp', 'avif'], folder: 'web' }],
  });
});
