/** Time between two looks at the clock, in ms. */
const tickMs = 100;

/**
 * Calls back after a time during which this process ran. `setTimeout` also counts the time for which a computer slept, or for
 * which the process was stopped (Ctrl+Z in a terminal), and would then end work that had no chance to go on.
 * @returns a function that clears the timeout
 */
export function awakeTimeout(ms: number, callback: () => void): () => void {
  let left = ms;
  let last = performance.now();
  const timer = setInterval(
    () => {
      const now = performance.now();
      // A tick that comes late counts as one: what happened in between is unknown.
      left -= Math.min(now - last, 2 * tickMs);
      last = now;
      if (left > 0) return;
      clearInterval(timer);
      callback();
    },
    Math.min(tickMs, ms),
  );
  return () => clearInterval(timer);
}
