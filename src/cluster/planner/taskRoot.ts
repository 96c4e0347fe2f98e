import type { PoolFunctions } from '../../shared/protocol/poolProtocol';
import type { Remote } from '../../shared/protocol/rpc';
import type { Task } from '../../shared/run/run';
import type { ChunkReport, ChunkTask } from '../queue/chunk';

/** Functions of the pool process that a planner carries out itself. */
export type OwnFunctions = Partial<{
  [Name in keyof PoolFunctions]: (
    ...args: Parameters<PoolFunctions[Name]>
  ) => ReturnType<PoolFunctions[Name]> | Promise<ReturnType<PoolFunctions[Name]>>;
}>;

/** Where the tasks of a planner are: a folder that the workers reach, or a bucket. */
export interface TaskRoot {
  /** The name that computers share. */
  readonly name: string;
  /** As people know it. */
  readonly shown: string;
  /** For the option `--root` of a worker. */
  readonly option: string;
  /** @throws ClusterError for a path that the workers do not reach */
  toPortable(path: string): string;
  toLocal(path: string): string;
  /** The folder of a run, portable; undefined where each machine has one of its own. @param path on this computer */
  directory(path: string): string | undefined;
  /** A task as it is sent. @param task with portable paths */
  sent(task: Task): ChunkTask;
  /** Records what machines did, before its outcomes are told. @param directory the run's folder */
  arrived(report: ChunkReport, directory: string): Promise<void>;
  /** What is done here in place of the pool process. */
  functions(pool: Remote<PoolFunctions>): OwnFunctions;
}
