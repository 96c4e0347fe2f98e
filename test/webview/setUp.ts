import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, vi } from 'vitest';
import type { FakeHost } from './fakeHost';
import { Harness, type OpenPanel } from './harness';

type OpenOptions = Parameters<Harness['open']>[1];

/** The top of the checkout. */
export const root = path.join(import.meta.dirname, '..', '..');

/** Starts a browser for panels. */
export function startHarness(): Promise<Harness> {
  return Harness.start({ root, webviewFile: inject('bundles').webviewFile });
}

/** Starts a browser for the tests of a file. A test fails if its page violates the policy or logs an error. */
export function setUpPanels(): (host: FakeHost, options?: OpenOptions) => Promise<Page> {
  vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });
  let harness: Harness;
  const panels: OpenPanel[] = [];
  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness?.stop());
  afterEach(async () => {
    const errors = panels.flatMap((panel) => panel.errors);
    await Promise.all(panels.splice(0).map((panel) => panel.close()));
    expect(errors, 'violations of the policy and errors in the console').toEqual([]);
  });
  return async (host, options) => {
    const panel = await harness.open(host, options);
    panels.push(panel);
    return panel.page;
  };
}

/** Reads until the value is as expected: a busy machine may take its time. */
export function eventually<Value>(read: () => Value | Promise<Value>, message?: string): ReturnType<typeof expect.poll> {
  return expect.poll(read, { timeout: 30_000, ...(message !== undefined && { message }) });
}

/** Scrolls as soon as there is enough to scroll: the grid gets its height after the first texts are shown. */
export function scrollTo(element: Locator, top: number): Promise<unknown> {
  const scrolled = () =>
    element.evaluate((each, to) => {
      each.scrollTo(0, to);
      return each.scrollTop;
    }, top);
  return Promise.resolve(eventually(scrolled).toBe(top));
}

/** The visible text of an element. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.allInnerTexts()).join('\n');
}
