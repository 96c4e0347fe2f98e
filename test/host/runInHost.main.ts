import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from './paths';
import type { HostRun } from './runInServer';
import { makeTemporaryFolder } from './temporaryFolder';

const usage = `node out/test/host/runInHost.main.cjs [options]
Runs a mocha entry in the extension host of a real VS Code; exit code 0 only when its tests passed.
  --entry FILE       module that exports run() (default: out/test/inhost/index.test.cjs)
  --extension DIR    extension under development (default: this checkout)
  --vsix FILE        package to install and test instead
  --workspace DIR    folder to open (default: a new, empty one)
  --electron         a desktop VS Code, downloaded where it is missing, instead of the VS Code server
  --timeout SECONDS  (default: 600)
  --screenshot PNG   image of the window at the end (VS Code server only)
  --verbose          also what VS Code itself logs`;

const { values } = parseArgs({
  options: {
    entry: { type: 'string', default: join(projectRoot, 'out/test/inhost/index.test.cjs') },
    extension: { type: 'string', default: projectRoot },
    vsix: { type: 'string' },
    workspace: { type: 'string' },
    electron: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '600' },
    screenshot: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function existing(path: string): string {
  const absolute = resolve(path);
  if (!existsSync(absolute)) throw new Error(`${absolute} does not exist`);
  return absolute;
}

function hostRun(): HostRun {
  return {
    entry: existing(values.entry),
    extension: existing(values.extension),
    ...(values.vsix !== undefined && { vsix: existing(values.vsix) }),
    workspace: values.workspace === undefined ? makeTemporaryFolder('workspace') : existing(values.workspace),
    timeoutSeconds: Number(values.timeout),
    ...(values.screenshot !== undefined && { screenshot: resolve(values.screenshot) }),
    verbose: values.verbose,
  };
}

/** Each host is loaded only when it is asked for: the desktop one is of no use on a machine without a display. */
async function main(): Promise<void> {
  if (values.help) return console.log(usage);
  const run = hostRun();
  if (values.electron) await (await import('./runInElectron')).runInElectron(run);
  else await (await import('./runInServer')).runInServer(run);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`runInHost: ${error.message}`);
    process.exit(1);
  },
);
