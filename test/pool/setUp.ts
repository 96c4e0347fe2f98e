import { afterEach, beforeEach, inject } from 'vitest';
import { Workspace } from './workspace';

/** Built once for all test files (see globalSetUp.ts). */
export const bundles = inject('bundles');
/** The workspace of the current test; each test has a new one. */
export let workspace: Workspace;

/** Creates a workspace for each test, and removes it afterwards. */
export function setUpPool(): void {
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => workspace.dispose());
}
