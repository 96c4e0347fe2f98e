import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openWorkbench } from './openWorkbench';
import { entryVariable, resultVariable } from './runVariables';
import { installVsix, startServer } from './server';
import { makeTemporaryFolder } from './temporaryFolder';

export interface HostRun {
  /** Module that exports `run()`. */
  readonly entry: string;
  /** The extension under development. */
  readonly extension: string;
  /** A package to install and test instead of the extension under development. */
  readonly vsix?: string;
  readonly workspace: string;
  readonly timeoutSeconds: number;
  /** Where the final screenshot of the window is written. */
  readonly screenshot?: string;
  /** Also prints what VS Code itself logs. */
  readonly verbose: boolean;
}

// What VS Code itself logs in the same console while tests run.
const noise = new RegExp(
  [
    'native-watchdog',
    'Could not locate the bindings file',
    '^Ignoring fetching additional builtin extensions',
    '^Error while fetching the extension under development',
    '^Creation of workbench contribution',
    '^Canceled: Canceled',
    '^No search provider registered',
    String.raw`^\[(AgentHost|ChatModelSelection|AccountPolicyGate|DefaultAccount|RemoteAgentHost|reconnection-grace-time|remote-connection)`,
    '^Creating a socket',
    '^Resolv(ing|ed) connection token',
    '^Updating additional builtin extensions',
    '^ChatSessionStore',
    '^Overwriting extension',
    '^Loading development extension',
    '^Request to .* failed with status code 404',
    String.raw`^An unknown error occurred\. Please consult the log`,
    '/static/out/vs/code/browser/workbench/', // a stack of the workbench itself; a test's stack is in the extension host
  ].join('|'),
);

/** An extension that does nothing: VS Code runs tests only when one is under development. */
export function makeEmptyExtension(): string {
  const folder = makeTemporaryFolder('empty-extension');
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'empty', publisher: 'assetmill', version: '0.0.0', engines: { vscode: '*' } }),
  );
  return folder;
}

function printConsole(verbose: boolean, type: string, args: readonly unknown[]): void {
  if (!verbose && typeof args[0] === 'string' && noise.test(args[0])) return;
  const print = type === 'error' || type === 'warn' ? console.error : console.log;
  print(...args);
}

/** The exit code of the workbench when the tests have ended. Rejects if the page or the browser closes first. */
function exitCode(run: HostRun, open: (prepare: (page: Page) => Promise<void>) => Promise<Browser>): Promise<number> {
  return new Promise((resolve, reject) => {
    const prepare = async (page: Page) => {
      page.on('crash', () => reject(new Error('the page crashed')));
      page.on('pageerror', (error) => console.error(`[page] ${error.stack ?? error.message}`));
      // The workbench calls these two when it runs an extension's tests.
      await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => printConsole(run.verbose, type, args));
      await page.exposeFunction('codeAutomationExit', async (code: number) => {
        if (run.screenshot) await page.screenshot({ path: run.screenshot }).catch(() => {});
        resolve(code);
      });
    };
    open(prepare).then((browser) => browser.on('disconnected', () => reject(new Error('the browser went away'))), reject);
  });
}

function timeLimit(seconds: number): { readonly expired: Promise<never>; cancel(): void } {
  let timer: NodeJS.Timeout;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no result after ${seconds} s`)), seconds * 1000);
  });
  return { expired, cancel: () => clearTimeout(timer) };
}

/** Runs a mocha entry in the extension host of a VS Code server. Rejects unless all its tests passed. */
export async function runInServer(run: HostRun): Promise<void> {
  const folder = makeTemporaryFolder('run');
  const result = join(folder, 'result');
  const extensionsFolder = join(folder, 'extensions');
  mkdirSync(extensionsFolder);
  if (run.vsix) await installVsix(run.vsix, extensionsFolder);
  const server = await startServer({
    extensionsFolder,
    verbose: run.verbose,
    env: { [entryVariable]: run.entry, [resultVariable]: result },
  });
  const limit = timeLimit(run.timeoutSeconds);
  let browser: Browser | undefined;
  const open = async (prepare: (page: Page) => Promise<void>) => {
    const extensions = [run.vsix ? makeEmptyExtension() : run.extension];
    const testsPath = join(__dirname, 'runEntry.main.cjs');
    ({ browser } = await openWorkbench(server, { workspace: run.workspace, extensions, testsPath, prepare }));
    return browser;
  };
  try {
    const code = await Promise.race([exitCode(run, open), limit.expired]);
    const outcome = existsSync(result) ? readFileSync(result, 'utf8') : 'the extension host ended before the tests did';
    if (code !== 0 || outcome !== 'passed') throw new Error(`${outcome} (exit code ${code})`);
  } finally {
    limit.cancel();
    await browser?.close().catch(() => {});
    await server.stop();
  }
}
