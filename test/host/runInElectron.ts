import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests, runVSCodeCommand } from '@vscode/test-electron';
import { engines } from '../../package.json';
import { cacheFolder, vscodeVersion } from './paths';
import { type HostRun, makeEmptyExtension } from './runInServer';
import { entryVariable, resultVariable } from './runVariables';
import { makeTemporaryFolder } from './temporaryFolder';

/** The oldest version that the manifest allows. */
const oldest = engines.vscode.replace('^', '');

/** Which VS Code is downloaded, and to where: outside the checkout. */
const download = { version: vscodeVersion === 'oldest' ? oldest : 'stable', cachePath: join(cacheFolder, 'vscode') };

/** Runs a mocha entry in a desktop VS Code, which is downloaded where it is missing. Rejects unless all its tests passed. */
export async function runInElectron(run: HostRun): Promise<void> {
  const folder = makeTemporaryFolder('run');
  const result = join(folder, 'result');
  const folders = [`--user-data-dir=${join(folder, 'data')}`, `--extensions-dir=${join(folder, 'extensions')}`];
  if (run.vsix) await runVSCodeCommand([...folders, '--install-extension', run.vsix], download);
  const code = await runTests({
    vscodeExecutablePath: await downloadAndUnzipVSCode(download),
    extensionDevelopmentPath: run.vsix ? makeEmptyExtension() : run.extension,
    extensionTestsPath: join(__dirname, 'runEntry.main.cjs'),
    extensionTestsEnv: { [entryVariable]: run.entry, [resultVariable]: result, ASSETMILL_STORE: join(folder, 'runs') },
    launchArgs: [run.workspace, ...folders, '--disable-workspace-trust', '--skip-welcome', '--skip-release-notes'],
  });
  const outcome = existsSync(result) ? readFileSync(result, 'utf8') : 'the extension host ended before the tests did';
  if (code !== 0 || outcome !== 'passed') throw new Error(`${outcome} (exit code ${code})`);
}
