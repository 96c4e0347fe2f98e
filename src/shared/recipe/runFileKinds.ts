import type { Recipe } from './recipe';

/** The files about a whole run, in the order in which they are written: the markup refers to the web app manifest. */
export const runFileKinds = ['manifest', 'webManifest', 'atlas', 'markup'] as const;
export type RunFileKind = (typeof runFileKinds)[number];

/** Whether a recipe asks for files about the run. */
export function hasRunFiles(recipe: Recipe): boolean {
  return runFileKinds.some((kind) => recipe[kind] !== undefined);
}

/** Whether a file about the run describes the icons of a single source. */
export function describesOneSource({ markup }: Recipe, kind: RunFileKind): boolean {
  return kind === 'webManifest' || (kind === 'markup' && markup?.kind === 'favicon');
}

/** Whether the images of a recipe are only packed into an atlas. */
export function isOnlyPacked({ atlas }: Recipe): boolean {
  return atlas !== undefined && !atlas.keepImages;
}
