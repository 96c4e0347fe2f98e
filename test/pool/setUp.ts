import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Bundles, buildBundles } from './bundles';
import { Workspace } from './workspace';

/** The bundles of the file's tests; there once the first test begins. */
export let bundles: Bundles;
/** The workspace of the test that runs; each test has a new one. */
export let workspace: Workspace;

/** Builds the bundles once for the tests of a file, and gives each test a workspace of its own. All is gone afterwards. */
export function setUpPool(): void {
  beforeAll(async () => {
    bundles = await buildBundles();
  });
  afterAll(() => bundles.dispose());
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => workspace.dispose());
}
