import type { Task } from '../../shared/run/run';
import type { NamedRoot } from '../roots/namedRoot';
import { toLocal, toPortable } from '../roots/portablePaths';
import type { OwnFunctions, TaskRoot } from './taskRoot';

/** Tasks in a folder that all computers have mounted. */
export class FolderTasks implements TaskRoot {
  readonly name: string;
  readonly toPortable: (path: string) => string;
  readonly toLocal: (path: string) => string;

  constructor({ name, folder = '' }: NamedRoot) {
    this.name = name;
    this.toPortable = toPortable(folder);
    this.toLocal = toLocal(folder);
  }

  get shown(): string {
    return this.name;
  }

  get option(): string {
    return `${this.name}=FOLDER`;
  }

  directory(path: string): string {
    return this.toPortable(path);
  }

  sent(task: Task): Task {
    return task;
  }

  async arrived(): Promise<void> {
    // The workers have written their journals into the folder of the run.
  }

  functions(): OwnFunctions {
    return {};
  }
}
