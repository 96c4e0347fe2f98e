import { fromJson, type Json, toJson } from '../values/json';
import type { Outcome, Task } from './run';

/** A task on its way through the pool process, which needs to know its id and its cost. */
export interface SentTask extends Pick<Task, 'id' | 'cost'> {
  readonly task: Json<Task>;
}

/** Tasks in columns. */
export interface SentTasks {
  readonly ids: readonly number[];
  readonly costs: readonly number[];
  readonly tasks: readonly Json<Task>[];
}

export function sendTasks(tasks: readonly Task[]): SentTasks {
  return { ids: tasks.map(({ id }) => id), costs: tasks.map(({ cost }) => cost), tasks: tasks.map(toJson) };
}

export function sentTasks({ ids, costs, tasks }: SentTasks): SentTask[] {
  return tasks.map((task, index) => ({ id: ids[index] as number, cost: costs[index] as number, task }));
}

/** Outcomes of images, which the pool process hands on as text, with the paths of their tasks. */
export function imageOutcomes(chunks: readonly Json<readonly Outcome[]>[], taskOf: (id: number) => Task | undefined): Outcome[] {
  return chunks.flatMap(fromJson).map((outcome) => {
    const task = taskOf(outcome.id);
    return task ? withPathsOf(task, outcome) : outcome;
  });
}

/**
 * Gives an outcome the strings of its task: a path that was received again takes memory again, for each of 100,000 files.
 * @param outcome that nobody else has; modified
 */
export function withPathsOf(task: Task, outcome: Outcome): Outcome {
  for (const output of outcome.outputs) {
    const planned = task.outputs.find(({ target }) => target === output.target);
    if (planned) Object.assign(output, { target: planned.target });
  }
  return Object.assign(outcome, { source: task.source });
}
