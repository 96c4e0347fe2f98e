import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { version } from '../../../package.json';
import { UsageError } from './usageError';

/** Name of the optional package for work on several computers. */
const packageName = 'assetmill-cluster';

/**
 * The folder of the bundles of the optional package.
 * @throws UsageError when it is not installed, or belongs to another version
 */
export function clusterFolder(): string {
  const load = createRequire(__filename);
  const install = `Install it beside assetmill: npm install --global ${packageName}@${version}`;
  const path = resolved(load);
  if (path === undefined) throw new UsageError(`a queue needs the package ${packageName}, which is not installed. ${install}`);
  const other = (load(path) as { readonly version: string }).version;
  if (other !== version) throw new UsageError(`${packageName} has the version ${other}, but assetmill has ${version}. ${install}`);
  return join(dirname(path), 'dist');
}

function resolved(load: NodeJS.Require): string | undefined {
  try {
    return load.resolve(`${packageName}/package.json`);
  } catch {
    return undefined;
  }
}
