import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/shared/run/outcome';
import type { Task } from '../../../src/shared/run/run';
import { sendTasks, sentTasks, withPathsOf } from '../../../src/shared/run/sentTasks';
import { fromJson, toJson } from '../../../src/shared/values/json';

const output = { output: 0, target: '/out/ä \ud800.webp', format: 'webp', mode: 'create', copy: false } as const;
const header = { format: 'png', width: 8, height: 8, pages: 1, bits: 8, channels: 3, alpha: false, space: 'srgb', metadata: [] } as const;
const task: Task = {
  id: 7,
  source: '/a/ä.png',
  bytes: 5,
  mtimeMs: 1.1234567890123,
  cost: 192,
  attempt: 0,
  root: '/a',
  header,
  outputs: [output],
};

test('tasks arrive as they were sent, lone surrogates and fractions of a millisecond included', () => {
  const [received] = sentTasks(structuredClone(sendTasks([task])));
  expect(received).toMatchObject({ id: 7, cost: 192 });
  expect(received && fromJson(received.task)).toEqual(task);
});

test('an outcome gets the paths of its task, and keeps others', () => {
  const written = { bytes: 1, width: 1, height: 1, format: 'webp' } as const;
  const outputs = [
    { ...written, target: output.target },
    { ...written, target: '/out/other.webp' },
  ];
  const outcome = outcomeOf(task, { status: 'done', outputs });
  expect(withPathsOf(task, fromJson(toJson(outcome)))).toEqual(outcome);
});
