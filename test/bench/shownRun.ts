import { RunStore } from '../../src/extension/state/runStore';
import type { PanelDelta, PanelState, RowWindow } from '../../src/shared/protocol/panelProtocol';
import { everyRow } from '../../src/shared/protocol/rowQuery';
import type { Outcome } from '../../src/shared/run/run';
import { FakeHost } from '../webview/fakeHost';
import type { PanelEnd } from '../webview/harness';

/** A large run in the panel, with the store of the extension behind it. */

/** Rows of the run that the panel shows. */
export const rowCount = 100_000;
const sourceOf = (id: number) =>
  `/project/images/set-${String(Math.floor(id / 200)).padStart(3, '0')}/photo-${String(id).padStart(6, '0')}.jpg`;
const before = { bytes: 4_000_000, width: 4000, height: 3000 };

function outcomeOf(id: number): Outcome {
  const source = sourceOf(id);
  const written = { target: source.replace('.jpg', '-640.jpg'), bytes: 400_000 + id, width: 640, height: 480, format: 'jpeg' } as const;
  return { id, source, status: 'done', before, outputs: [written], ms: 80, worker: id % 2 };
}

/** The state with an image for each row, as the extension adds them. */
function withImages(state: ReturnType<RunStore['state']>): ReturnType<RunStore['state']> {
  return { ...state, page: { ...state.page, rows: state.page.rows.map((row) => ({ ...row, image: '/icon.svg' })) } };
}

/** A run with all of its rows and no outcomes, and the end of the panel that shows it. */
export class ShownRun implements PanelEnd {
  readonly #store = new RunStore({
    hasThumbnail: () => false,
    displayPath: (path) => path.slice('/project/'.length),
    now: () => performance.now() / 1000,
  });
  readonly #fake = new FakeHost({ workers: [] });
  #window: RowWindow = { query: everyRow, from: 0, count: 0 };
  #sent: Partial<Record<keyof PanelState, string>> = {};
  #outcomes = 0;
  send: PanelEnd['send'] = () => {};
  readonly functions: PanelEnd['functions'] = {
    ...this.#fake.functions,
    ready: (window) => ({
      ...this.#state(window),
      comparison: null,
      measurement: null,
      tuning: null,
      groups: null,
      groupPage: { from: 0, count: 0, columns: 1, total: 0, lines: [] },
    }),
    watch: (window) => this.#state(window).page,
  };

  /** @param rowsOfRun none: there is no run */
  constructor(rowsOfRun: number = rowCount) {
    if (rowsOfRun === 0) return;
    this.#store.start({ id: 'bench', kind: 'process', title: 'Resize to 640 px', destination: 'Beside the originals' });
    const rows = Array.from({ length: rowsOfRun }, (_, id) => ({ id, source: sourceOf(id), ...before, cost: 12, targets: [] }));
    this.#store.setRows(rows);
    this.#store.setPhase('running');
  }

  #state(window: RowWindow) {
    this.#window = window;
    return withImages(this.#store.state(window));
  }

  /** Adds the next outcomes, and tells the page what has changed. */
  advance(count: number): void {
    const end = Math.min(rowCount, this.#outcomes + count);
    this.#store.addOutcomes(Array.from({ length: end - this.#outcomes }, (_, index) => outcomeOf(this.#outcomes + index)));
    this.#outcomes = end;
    this.#store.setWorkers(
      [0, 1].map((worker) => ({
        worker,
        task: Math.min(rowCount - 1, end + worker),
        signs: end,
        bytesRead: 0,
        files: end / 2,
        busyMs: end,
      })),
    );
    this.#sendChanges();
  }

  #sendChanges(): void {
    const state = withImages(this.#store.state(this.#window));
    const changed = (Object.keys(state) as (keyof typeof state)[]).filter((part) => {
      const text = JSON.stringify(state[part]);
      const isNew = this.#sent[part] !== text;
      this.#sent[part] = text;
      return isNew;
    });
    this.send(Object.fromEntries(changed.map((part) => [part, state[part]])) as PanelDelta);
  }
}
