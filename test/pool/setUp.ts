import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Bundles, buildBundles } from './bundles';
import { Workspace } from './workspace';

/** The bundles for the tests of a file; set before the first test. */
export let bundles: Bundles;
/** The workspace of the current test; each test has a new one. */
export let workspace: Workspace;

/** Builds the bundles once for the tests of a file, creates a workspace for each test, and removes everything afterwards. */
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
