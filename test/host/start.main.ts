import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { makeSampleWorkspace } from '../sample/sampleWorkspace';
import { demoPaths, runDemo } from './demo';
import { hasDesktop, openInCode, openInDownloadedCode } from './desktop';
import { openPage, workbenchUrl } from './openWorkbench';
import { serveExtension } from './serveExtension';
import { quietSettings } from './settings';
import { Workbench } from './workbench';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'headless-demo': { type: 'boolean', default: false } } });

/** A folder that is kept when this process ends: its contents are for the user. */
function makeKeptFolder(): string {
  return mkdtempSync(join(realpathSync(tmpdir()), 'assetmill-'));
}

/** The folder that was named. npm runs scripts at the checkout's top and says where the user is. */
function namedFolder(name: string): string {
  const folder = resolve(process.env.INIT_CWD ?? '.', name);
  if (!existsSync(folder)) throw new Error(`${folder} does not exist`);
  return folder;
}

async function sampleFolder(): Promise<string> {
  const folder = join(makeKeptFolder(), 'sample-images');
  await mkdir(folder);
  await makeSampleWorkspace(folder);
  console.log(`Sample images: ${folder}`);
  return folder;
}

async function openOnDesktop(folder: string): Promise<boolean> {
  if (!hasDesktop()) return false;
  try {
    if (!(await openInCode(folder))) await openInDownloadedCode(folder);
    console.log(`VS Code opens ${folder} with Assetmill. Right-click some images in the Explorer and choose Resize Images...`);
    return true;
  } catch (error) {
    console.log(`No desktop VS Code could be started (${(error as Error).message}).`);
    return false;
  }
}

/** Serves until the process is ended. */
async function serve(folder: string): Promise<void> {
  const server = await serveExtension({ baseSettings: quietSettings });
  console.log(`\nOpen this address in a browser on this machine:\n\n  ${workbenchUrl(server, folder)}\n`);
  console.log('Right-click some images in the Explorer and choose Resize Images... Ctrl+C ends it.');
  await new Promise(() => {});
}

/** Does by itself in Chromium what a user would do, in the same workbench that `serve` offers. */
async function demonstrate(folder: string): Promise<void> {
  const server = await serveExtension({});
  const { browser, page } = await openPage();
  const workbench = new Workbench(page);
  const screenshot = join(makeKeptFolder(), 'panel.png');
  const target = 'resized';
  try {
    await page.goto(workbenchUrl(server, folder));
    await runDemo(workbench, demoPaths(folder), target);
    console.log(`Panel: ${screenshot}\nResults: ${join(folder, target)}`);
  } finally {
    await workbench.screenshot(screenshot);
    await browser.close();
    await server.stop();
  }
}

async function main(): Promise<void> {
  const [name] = positionals;
  const folder = name === undefined ? await sampleFolder() : namedFolder(name);
  if (values['headless-demo']) await demonstrate(folder);
  else if (!(await openOnDesktop(folder))) await serve(folder);
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(`start: ${error.message}`);
    process.exit(1);
  },
);
