import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The checkout's top. Every bundle that holds this module lies in `out/test/FOLDER/`. */
export const projectRoot = resolve(__dirname, '../../..');

/** The VS Code of the tests: the newest one, or the oldest that the manifest allows. */
export const vscodeVersion = process.env.ASSETMILL_VSCODE === 'oldest' ? 'oldest' : 'newest';

/** Where large things that tests need stay between runs, outside the checkout, so that a clean checkout starts quickly. */
export const cacheFolder = process.env.ASSETMILL_CACHE ? resolve(process.env.ASSETMILL_CACHE) : join(homedir(), '.cache', 'assetmill');
