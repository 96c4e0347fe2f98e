import type { Reporter, TestModule } from 'vitest/node';

const shown = 10;

/** Set-up and imports included. */
function secondsOf(module: TestModule): number {
  const { setupDuration, collectDuration, duration } = module.diagnostic();
  return (setupDuration + collectDuration + duration) / 1000;
}

/** Prints the test files that took longest, so that nobody has to look for them. */
export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    if (modules.length <= shown) return;
    const timed = modules.map((module) => [secondsOf(module), module.relativeModuleId] as const);
    console.log('\nSlowest files:');
    for (const [seconds, name] of timed.sort((a, b) => b[0] - a[0]).slice(0, shown))
      console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
  }
}
