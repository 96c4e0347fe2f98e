import { expect, test } from 'vitest';
import { StatusBoard } from '../../src/pool/statusBoard';

test('Each worker gets its own number, and a new one that of one that has ended, without the tasks of that', () => {
  const board = StatusBoard.create(3, 2);
  expect(board.workers).toBe(3);
  expect([board.claim(5), new StatusBoard(board.buffer).claim(6), board.claim(7)]).toEqual([0, 1, 2]);
  board.started(0, 10, 0);
  board.started(1, 11, 0);
  board.releaseEnded([5, 7]);
  expect(board.read(0).map(({ task }) => task)).toEqual([10, -1, -1]);
  expect(board.claim(8)).toBe(1);
});

test('One thread reads what another one writes', () => {
  const board = StatusBoard.create(2, 2);
  const writer = new StatusBoard(board.buffer);
  expect(board.read(0)).toEqual([
    { worker: 0, task: -1, signs: 0, bytesRead: 0, files: 0, busyMs: 0 },
    { worker: 1, task: -1, signs: 0, bytesRead: 0, files: 0, busyMs: 0 },
  ]);
  writer.started(1, 0, 100);
  expect(board.read(150)[1]).toEqual({ worker: 1, task: 0, signs: 0, bytesRead: 0, files: 0, busyMs: 50 });
  writer.ended(1, 0, 160);
  expect(board.read(500)[1]).toEqual({ worker: 1, task: -1, signs: 0, bytesRead: 0, files: 1, busyMs: 60 });
});

test('Time with two tasks in progress counts once', () => {
  const board = StatusBoard.create(1, 2);
  board.started(0, 7, 0);
  board.started(0, 8, 10);
  board.ended(0, 7, 20);
  board.ended(0, 8, 30);
  board.started(0, 9, 100);
  board.ended(0, 9, 105);
  expect(board.read(200)).toEqual([{ worker: 0, task: -1, signs: 0, bytesRead: 0, files: 3, busyMs: 35 }]);
});

test('A task that hangs is reported while the worker does others', () => {
  const board = StatusBoard.create(1, 2);
  board.started(0, 5, 0);
  for (let task = 6; task < 10; task += 1) {
    board.started(0, task, task);
    expect(board.read(task)[0]?.task).toBe(5);
    board.ended(0, task, task + 1);
  }
  expect(board.read(50)[0]).toEqual({ worker: 0, task: 5, signs: 0, bytesRead: 0, files: 4, busyMs: 50 });
});

test('A new run starts with zero counts', () => {
  const board = StatusBoard.create(2, 2);
  board.started(0, 1, 0);
  board.ended(0, 1, 40);
  board.reset();
  expect(board.read(100)[0]).toEqual({ worker: 0, task: -1, signs: 0, bytesRead: 0, files: 0, busyMs: 0 });
});

test('Bytes read of files in progress are reported until the files end', () => {
  const board = StatusBoard.create(1, 2);
  board.started(0, 4, 0);
  board.started(0, 5, 0);
  board.progressed(0, 4, 3 << 20);
  board.progressed(0, 5, 1 << 20);
  board.progressed(0, 5, 2 ** 41 - 1024);
  expect(board.read(0)[0]).toMatchObject({ signs: 1, bytesRead: 2 ** 41 - 1024 + (3 << 20) });
  board.ended(0, 5, 1);
  board.started(0, 6, 2);
  expect(board.read(2)[0]?.bytesRead).toBe(3 << 20);
});

test('The threads see a cancel until the next run begins', () => {
  const board = StatusBoard.create(1, 2);
  const thread = new StatusBoard(board.buffer);
  expect(thread.canceled).toBe(false);
  board.cancel();
  expect(thread.canceled).toBe(true);
  board.reset();
  expect(thread.canceled).toBe(false);
});

test('The threads see a pause, and which tasks were canceled, until the next run begins', () => {
  const board = StatusBoard.create(1, 2);
  const thread = new StatusBoard(board.buffer);
  expect([thread.paused, thread.isTaskCanceled(0)]).toEqual([false, false]);
  board.paused = true;
  for (let task = 0; task < 10; task += 1) board.cancelTask(task);
  expect([thread.paused, thread.isTaskCanceled(9), thread.isTaskCanceled(2), thread.isTaskCanceled(10)]).toEqual([true, true, true, false]);
  board.paused = false;
  expect(thread.paused).toBe(false);
  board.paused = true;
  board.reset();
  expect([thread.paused, thread.isTaskCanceled(9)]).toEqual([false, false]);
});

test('Outputs in progress are counted over all threads', () => {
  const board = StatusBoard.create(2, 1);
  const other = new StatusBoard(board.buffer);
  board.outputStarted();
  other.outputStarted();
  expect(board.outputs).toBe(2);
  other.outputEnded();
  expect(other.outputs).toBe(1);
});
