import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/** The optional package for work on several computers, installed beside the command line. */
const packageName = 'assetmill-cluster';

/** The package as it was found. */
export interface FoundCluster {
  /** Folder of its bundles. */
  readonly folder: string;
  readonly version: string;
}

/**
 * Finds the package by the command line on the search path: npm installs both into the same folder.
 * @param path the environment's search path
 */
export function findCluster(path = process.env.PATH ?? ''): FoundCluster | undefined {
  for (const folder of path.split(delimiter)) {
    const found = folder === '' ? undefined : nearCommand(folder);
    if (found) return found;
  }
  return undefined;
}

/** On Windows, npm puts a script beside its packages; elsewhere the command is a link into its own one. */
function nearCommand(folder: string): FoundCluster | undefined {
  if (process.platform === 'win32') return existsSync(join(folder, 'assetmill.cmd')) ? inPackages(join(folder, 'node_modules')) : undefined;
  try {
    // assetmill/dist/cli.cjs
    return inPackages(dirname(dirname(dirname(realpathSync(join(folder, 'assetmill'))))));
  } catch {
    return undefined;
  }
}

function inPackages(folder: string): FoundCluster | undefined {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, packageName, 'package.json'), 'utf8')) as { readonly version: string };
    return { folder: join(folder, packageName, 'dist'), version };
  } catch {
    return undefined;
  }
}
