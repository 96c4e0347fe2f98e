import type { TestProject } from 'vitest/node';
import { type Bundles, buildBundles, bundlesIn, makeBundleFolder, removeBundles } from './pool/bundles';

declare module 'vitest' {
  export interface ProvidedContext {
    readonly bundles: Bundles;
  }
}

/** Builds the bundles once for all test files, and again before each run of the watch mode. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = await makeBundleFolder();
  await buildBundles(folder);
  project.provide('bundles', bundlesIn(folder));
  project.onTestsRerun(() => buildBundles(folder));
  return () => removeBundles(folder);
}
