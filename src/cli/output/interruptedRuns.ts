import { pendingRuns, pendingSentence } from '../../client/history/pendingRuns';
import type { Place } from '../../client/store/storedRuns';

/** Tells on the error stream which runs were interrupted, and what can be done about them. Nothing starts by itself. */
export async function tellInterrupted(store: string, place: Place): Promise<void> {
  for (const run of await pendingRuns(store, place)) {
    const { id, request } = run.folder.record;
    const resume = request ? [`assetmill resume --run ${id}`] : [];
    const choices = [...resume, `assetmill undo --run ${id}`, `assetmill runs --dismiss ${id}`];
    process.stderr.write(`${pendingSentence(run)}\n${choices.map((line) => `  ${line}\n`).join('')}`);
  }
}
