import type { Locator } from 'playwright-core';

/** Whether the element is there within a time, in ms. */
export function shown(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ state: 'visible', timeout }).then(
    () => true,
    () => false,
  );
}

/** Whether the element is gone within a time, in ms. */
export function gone(locator: Locator, timeout: number): Promise<boolean> {
  return locator.waitFor({ state: 'hidden', timeout }).then(
    () => true,
    () => false,
  );
}
