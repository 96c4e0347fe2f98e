import { readdirSync } from 'node:fs';
import { formatOfExtension } from '../../src/shared/values/formats';
import type { Workbench } from './workbench';

/** What the demo looks for on the screen. */
const labels = {
  command: 'Resize Images...',
  size: 'Small 640',
  place: 'Into a folder',
  finished: /\bof [\d,]+ files? done in\b/,
} as const;

/** Images of the sample workspace, in several folders and formats. */
const samplePaths = ['photos', 'icons/compass.png', 'screenshots/dashboard.png'];
const longestRunMs = 10 * 60_000;

/** What the demo selects: those of the sample workspace, else the images (or, without any, the folders) at the folder's top. */
export function demoPaths(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.') && name !== 'node_modules');
  if (entries.some(({ name }) => name === 'photos') && entries.some(({ name }) => name === 'screenshots')) return samplePaths;
  const images = entries.filter((entry) => entry.isFile() && formatOfExtension(entry.name.replace(/^.*\./, '')));
  const chosen = images.length > 0 ? images : entries.filter((entry) => entry.isDirectory());
  if (chosen.length === 0) throw new Error(`${folder} holds no images and no folders`);
  return chosen.slice(0, 12).map(({ name }) => name);
}

/**
 * Resizes images as a user would: selects them, right-clicks, answers the two questions, and waits until the panel says that
 * it has finished.
 * @param target name of the folder for the results
 */
export async function runDemo(workbench: Workbench, paths: readonly string[], target: string): Promise<void> {
  await workbench.explorer.waitForRows();
  await workbench.chooseForFiles(paths, labels.command);
  await workbench.quickInput.pick(labels.size);
  await workbench.quickInput.pick(labels.place);
  await workbench.quickInput.answer(target);
  await workbench.webview.getByText(labels.finished).first().waitFor({ timeout: longestRunMs });
}
