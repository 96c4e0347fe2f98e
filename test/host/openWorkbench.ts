import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { installChromium } from './installChromium';
import type { Server } from './server';
import { Workbench } from './workbench';

export interface WorkbenchOptions {
  /** Folder or `.code-workspace` file to open; none opens an empty window. */
  readonly workspace?: string;
  /** Extensions under development. */
  readonly extensions?: readonly string[];
  /** Module that the extension host runs as a test. */
  readonly testsPath?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly deviceScaleFactor?: number;
  /** Called before the workbench is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface OpenWorkbench {
  readonly browser: Browser;
  readonly page: Page;
  readonly workbench: Workbench;
}

// Root, as in most containers, cannot have Chromium's sandbox; only pages of our own server are opened.
const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Values for the workbench's own configuration, as its page holds it. */
interface Development {
  readonly extensions?: readonly object[];
  readonly extensionTestsPath?: object;
}

/**
 * Runs in the page. The configuration is in a `meta` element, read when the workbench's script starts:
 * after the HTML was parsed, which is what `interactive` says.
 */
function configurePage(development: Development): void {
  document.addEventListener('readystatechange', () => {
    const meta = document.readyState === 'interactive' ? document.getElementById('vscode-workbench-web-configuration') : null;
    if (!meta) return;
    const configuration = JSON.parse(meta.getAttribute('data-settings') ?? '{}');
    configuration.developmentOptions = { ...configuration.developmentOptions, ...development };
    if (configuration.productConfiguration) {
      delete configuration.productConfiguration.extensionsGallery; // no marketplace, so no requests to one
      delete configuration.productConfiguration.defaultChatAgent; // else chat waits for a sign-in provider, and tests wait for it
      delete configuration.productConfiguration.serviceWorker; // only code-server's own wrapper serves its script
    }
    meta.setAttribute('data-settings', JSON.stringify(configuration));
  });
}

/**
 * Names the extensions under development (and the test) in the page. The URL's payload could do it too, but only when the server
 * runs in a smoke-test mode, which hides toasts and dialogs.
 */
async function develop(page: Page, server: Server, options: WorkbenchOptions): Promise<void> {
  const uri = (path: string) => ({ $mid: 1, scheme: 'vscode-remote', authority: server.authority, path: resolve(path) });
  const { extensions, testsPath } = options;
  await page.addInitScript(configurePage, {
    ...(extensions && { extensions: extensions.map(uri) }),
    ...(testsPath !== undefined && { extensionTestsPath: uri(testsPath) }),
  });
}

/** The URL of a workbench, good for any browser on this machine. */
export function workbenchUrl(server: Server, workspace?: string): string {
  const url = new URL(`http://${server.authority}/`);
  if (server.token) url.searchParams.set('tkn', server.token);
  if (workspace === undefined) url.searchParams.set('ew', 'true');
  else url.searchParams.set(workspace.endsWith('.code-workspace') ? 'workspace' : 'folder', resolve(workspace));
  return url.href;
}

/** Opens a page in a new Chromium without a window. The caller closes the browser. */
export async function openPage(
  options: Pick<WorkbenchOptions, 'viewport' | 'deviceScaleFactor'> = {},
): Promise<{ browser: Browser; page: Page }> {
  const browser = await chromium.launch({ executablePath: await installChromium(), args: chromiumFlags });
  const { viewport = { width: 1280, height: 900 }, deviceScaleFactor = 1 } = options;
  const context = await browser.newContext({ viewport, deviceScaleFactor });
  return { browser, page: await context.newPage() };
}

/** Opens the server's workbench in a new Chromium, with extensions under development in it. The caller closes the browser. */
export async function openWorkbench(server: Server, options: WorkbenchOptions = {}): Promise<OpenWorkbench> {
  const { browser, page } = await openPage(options);
  try {
    await develop(page, server, options);
    await options.prepare?.(page);
    await page.goto(workbenchUrl(server, options.workspace));
    return { browser, page, workbench: new Workbench(page) };
  } catch (error) {
    await browser.close();
    throw error;
  }
}
