import Mocha from 'mocha';

/** Defines tests with mocha's globals when it is called; a promise (of an import, say) is awaited. */
export type Suite = () => unknown;

/**
 * Runs suites inside the extension host and rejects unless there were tests and all of them passed.
 * @param suites functions that define tests, such as `() => import('./panel')`: the globals exist only while they run
 */
export async function runMocha(suites: readonly Suite[], options: Mocha.MochaOptions = {}): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 120_000, color: false, ...options });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const suite of suites) await suite();
  const total = mocha.suite.total();
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (total === 0) throw new Error('no tests were found');
  if (failures > 0) throw new Error(`${failures} of ${total} tests failed`);
}
