import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { projectRoot } from '../host/paths';
import type { Scene } from './scene';
import { Stage } from './stage';

/** Plays a scene in a window of its own. If that fails, it says so and saves what the window shows; other scenes go on. */
export async function onStage(folder: string, scene: Omit<Scene, 'act'>, act: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.start(folder, scene);
  try {
    await act(stage);
  } catch (error) {
    const file = join(projectRoot, 'out/failures', `${scene.name.replace('/', '-')}.png`);
    await mkdir(dirname(file), { recursive: true });
    await stage.workbench.screenshot(file);
    console.error(`${scene.name}: ${(error as Error).message}\n  window: ${file}`);
    process.exitCode = 1;
  } finally {
    await stage.close();
  }
}
