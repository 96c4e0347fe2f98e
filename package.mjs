// Builds the packages.
//   npm run package                                     the VSIX for this platform, from the packages of this checkout
//   npm run package -- --target linux-arm64             a VSIX for a platform; may be repeated
//   npm run package -- --target all                     one for each platform, and the universal one
//   npm run package -- --npm                            the packages for npm
// With --out FOLDER they are written there, with --pre-release the Marketplace offers them as such, and with --no-build dist is taken as it is.
import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { exit } from 'node:process';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { npmPackages, packForNpm } from './packaging/npmPackages.mjs';
import { runCommand } from './packaging/runCommand.mjs';
import { hostTarget, targetsNamed } from './packaging/targets.mjs';
import { packVsix } from './packaging/vsix.mjs';

const options = {
  target: { type: 'string', multiple: true, default: [] },
  npm: { type: 'boolean', default: false },
  out: { type: 'string', default: '.' },
  'pre-release': { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
};

/** Packs targets, as many at a time as there are cores. */
async function packTargets(targets, vsixOptions) {
  const waiting = [...targets];
  const lane = async () => {
    for (let target = waiting.shift(); target; target = waiting.shift()) await packVsix(target, vsixOptions);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
}

async function main() {
  const { values } = parseArgs({ options });
  const targets = targetsNamed(values.target);
  const folder = resolve(values.out);
  const preRelease = values['pre-release'];
  mkdirSync(folder, { recursive: true });
  if (targets.length === 0 && !values.npm) {
    const target = hostTarget();
    await createVSIX({ target, packagePath: resolve(folder, `assetmill-${target}.vsix`), preRelease, allowMissingRepository: true });
    return;
  }
  if (!values['no-build']) await runCommand('node', ['build.mjs'], import.meta.dirname);
  await packTargets(targets, { folder, preRelease });
  if (values.npm) for (const each of npmPackages) console.log(await packForNpm(each, folder));
}

main().catch((error) => {
  console.error(error.message);
  exit(1);
});
