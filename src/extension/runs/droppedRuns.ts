import * as vscode from 'vscode';
import { formatList } from '../../shared/values/formatList';
import { mementoKeys } from '../host/ids';
import type { RunQueue } from './runQueue';

const { l10n } = vscode;

/** Tells of runs that waited when the window was closed: they did not start, and exist nowhere else. Then remembers those that wait now. */
export function watchWaitingRuns(queue: RunQueue, memento: vscode.Memento): vscode.Disposable {
  const dropped = memento.get<readonly string[]>(mementoKeys.waiting) ?? [];
  if (dropped.length > 0) tellDropped(dropped);
  let known = dropped;
  const remember = () => {
    const titles = queue.runs.filter(({ state }) => state === 'waiting').map(({ title }) => title);
    if (titles.join('\n') === known.join('\n')) return;
    known = titles;
    void memento.update(mementoKeys.waiting, titles.length > 0 ? titles : undefined);
  };
  remember();
  return queue.onDidChange(remember);
}

function tellDropped(titles: readonly string[]): void {
  const names = formatList(
    titles.map((title) => `"${title}"`),
    'narrow',
  );
  const message =
    titles.length === 1
      ? l10n.t('The waiting run {0} did not start, because the window was closed or reloaded. Start it again if you still need it.', names)
      : l10n.t(
          'The waiting runs {0} did not start, because the window was closed or reloaded. Start them again if you still need them.',
          names,
        );
  void vscode.window.showWarningMessage(message);
}
