import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Recipe } from '../../shared/recipe/recipe';
import type { Outcome, Task } from '../../shared/run/run';
import { isWithin } from '../../shared/values/paths';
import { ClusterError } from '../queue/queueAddress';
import { existingPart, relocatedOutcome, relocatedTask, toLocal, toPortable } from './portablePaths';
import type { RootStorage, StoredRun } from './rootStorage';

/** A folder that all computers have mounted: the engine works in it as on one computer. */
export class FileRoot implements RootStorage {
  constructor(
    readonly name: string,
    readonly folder: string,
  ) {}

  async prepare(): Promise<void> {
    // Its folder was looked at when the root was parsed.
  }

  async open(_run: string, directory: string | undefined): Promise<StoredRun> {
    const { folder } = this;
    const local = directory === undefined ? undefined : toLocal(folder)(directory);
    if (local === undefined || !existsSync(local))
      throw new ClusterError(
        `The folder of the run is not in the root ${this.name} of this machine: is ${folder} the same place as on the others?`,
      );
    return {
      directory: local,
      async checkOut(tasks: readonly Task[], recipe: Recipe) {
        const locate = toLocal(folder);
        const located = tasks.map((task) => relocatedTask(task, locate));
        for (const { root, recipe: own = recipe } of located) assertImagesWithin(own, root, folder);
        return {
          tasks: located,
          lost: [],
          checkIn: async (outcome: Outcome) => ({ outcome: relocatedOutcome(outcome, toPortable(folder)), changes: [] }),
          close: async () => {},
        };
      },
      close: async () => {},
    };
  }
}

/** Refuses images that a recipe lays over others from elsewhere: whoever reaches the queue could have them read. @throws ClusterError */
export function assertImagesWithin({ steps }: Recipe, base: string, folder: string): void {
  for (const step of steps)
    if ('image' in step && typeof step.image === 'string' && !isWithin(existingPart(resolve(base, step.image)), folder))
      throw new ClusterError(`The image ${step.image} is outside of the root.`);
}
