import { expect, test } from 'vitest';
import { UnseenFailures } from '../../../src/extension/views/unseenFailures';

/** A run store and a panel of which only what counts is real. */
function stage(failed: number) {
  const listeners: (() => void)[] = [];
  const listen = (listener: () => void) => {
    listeners.push(listener);
    return { dispose() {} };
  };
  const store = { active: false, totals: () => ({ failed, missing: 0 }), onChange: listen };
  const panel = { visible: false, onVisibility: listen };
  const unseen = new UnseenFailures(store as never, panel as never);
  const set = (change: { active?: boolean; visible?: boolean }) => {
    store.active = change.active ?? store.active;
    panel.visible = change.visible ?? panel.visible;
    for (const listener of listeners) listener();
  };
  return { unseen, set };
}

test('failures count from the end of a run until the panel shows them', () => {
  const { unseen, set } = stage(3);
  set({ active: true });
  expect(unseen.count).toBe(0);
  set({ active: false });
  set({});
  expect(unseen.count).toBe(3);
  set({ visible: true });
  set({ visible: false });
  expect(unseen.count).toBe(0);
});

test('failures that the panel shows do not count', () => {
  const { unseen, set } = stage(3);
  set({ active: true, visible: true });
  set({ active: false });
  set({ visible: false });
  expect(unseen.count).toBe(0);
});

test('failures of a run that is restored do not count', () => {
  const { unseen, set } = stage(3);
  set({});
  expect(unseen.count).toBe(0);
});

test('the next run makes them old', () => {
  const { unseen, set } = stage(3);
  set({ active: true });
  set({ active: false });
  set({ active: true });
  expect(unseen.count).toBe(0);
});
