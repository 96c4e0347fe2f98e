import { expect, test } from 'vitest';
import {
  atlasProfile,
  convertProfile,
  cropProfile,
  faviconProfile,
  optimizeProfile,
  responsiveExample,
  responsiveProfile,
  stripProfile,
  thumbnailProfile,
} from '../../../src/shared/recipe/commandProfiles';
import { exampleProfiles } from '../../../src/shared/recipe/exampleProfiles';
import { filterNames, parseIntensity } from '../../../src/shared/recipe/filterChoices';
import { filterProfile, filterStep } from '../../../src/shared/recipe/filterPresets';
import { parseProfile } from '../../../src/shared/recipe/parseProfile';
import type { Destination } from '../../../src/shared/recipe/presets';

/** The problems of a profile named web, each as `path: message`. */
function errorsOf(profile: unknown): string[] {
  const parsed = parseProfile('web', profile);
  return parsed.ok ? [] : parsed.errors.map(({ path, message }) => `${path}: ${message}`);
}

test.each(Object.entries(exampleProfiles()))('the example profile %s is valid and has a description', (_, profile) => {
  expect(errorsOf(profile)).toEqual([]);
  expect(profile.description).toBeTruthy();
});

const destinations: readonly Destination[] = [{ kind: 'beside' }, { kind: 'folder', folder: 'out' }, { kind: 'replace' }];
test.each(destinations)('the profiles of the commands are valid with the destination $kind', (destination) => {
  const icons = faviconProfile(destination, { filesFolder: 'out', background: '#102030', siteName: 'Site', baseUrl: '/a/' });
  const several = destination.kind === 'replace' ? [] : [responsiveProfile([100, 200], ['webp', 'jpeg'], destination), icons];
  const all = [
    convertProfile('webp', destination),
    optimizeProfile(destination),
    optimizeProfile(destination, { quality: 80, complete: true }),
    cropProfile('16:9', destination),
    thumbnailProfile(200, destination),
    stripProfile('strip-gps', destination),
    atlasProfile({ file: 'sprites.png' }),
    ...several,
  ];
  for (const profile of all) expect(errorsOf(profile), JSON.stringify(profile)).toEqual([]);
});

test('the example name of a responsive set uses the chosen width and format', () => {
  expect(responsiveExample([480, 960], ['webp', 'jpeg'])).toBe('photo-480.webp');
  expect(responsiveExample([100], ['jpeg'])).toBe('photo-100.jpg');
});

test('a responsive set that replaces the source is an error', () => {
  expect(errorsOf(responsiveProfile([100, 200], ['webp'], { kind: 'replace' }))[0]).toContain('replace allows only one output');
});

test.each(filterNames)('the filter %s makes a valid profile at every intensity', (filter) => {
  for (const intensity of [1, 37.5, 50, 100]) {
    expect(errorsOf(filterProfile(filter, intensity, { kind: 'beside' })), String(intensity)).toEqual([]);
    expect(filterStep(filter, intensity)).toBeTruthy();
  }
});

test('an intensity is a number from 1 to 100, with or without a percent sign', () => {
  expect(['50', ' 7 ', '100%', '2.5', '0', '101', '', 'much'].map(parseIntensity)).toEqual([
    50,
    7,
    100,
    2.5,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
