import * as vscode from 'vscode';
import { rowFilters } from '../../shared/protocol/rowQuery';
import { setLocale } from '../../shared/values/locale';
import { type CommandId, commandIds } from '../host/ids';
import { openActions } from '../panel/panelActions';
import { tellWhatIsNew } from '../prompts/whatIsNew';
import { PanelRows } from '../rows/panelRows';
import { createDuplicates } from './duplicates';
import type { CommandHandler } from './feature';
import { createImageProcessing } from './imageProcessing';
import { createInspection } from './inspection';
import { createServices } from './services';
import { createViews } from './views';

/** All that the extension does. It is a bundle of its own, which is loaded after the activation. */
export interface Features {
  /** What each command does. */
  readonly commands: Readonly<Record<CommandId, CommandHandler>>;
  /** Fills a panel that VS Code restores, or closes it if there is a newer one. */
  adoptPanel(panel: vscode.WebviewPanel): void;
  /** Restores what the last run showed. Most windows never ask for it. */
  restoreLast(): void;
}

/** Constructs the services and the features, which are disposed of with the extension. */
export function createFeatures(context: vscode.ExtensionContext): Features {
  // Code that also runs outside the extension host cannot import vscode, so it gets the display language and its texts here.
  setLocale(vscode.env.language, vscode.l10n.bundle && { contents: vscode.l10n.bundle });
  const services = createServices(context);
  // Before anything else can fail.
  context.subscriptions.push(services);
  const processing = createImageProcessing(services);
  const inspection = createInspection(services);
  const duplicates = createDuplicates(services);
  const views = createViews(services, processing.parts);
  const { panel } = services.queue;
  const rows = new PanelRows(
    services.queue,
    processing.again,
    () => duplicates.searchAgain(),
    ({ id, output = '', outputs }) => services.comparisons.compare(id, Math.max(0, outputs.indexOf(output))),
  );
  panel.setActions({
    ...processing.actions,
    ...inspection.actions,
    ...duplicates.actions,
    ...openActions(services.groups),
    act: (...args) => rows.act(...args),
    actOnFailures: (...args) => rows.actOnFailures(...args),
    actOnRun: (action) => rows.actOnRun(action),
  });
  for (const { disposables } of [processing, inspection, duplicates, views]) context.subscriptions.push(...disposables);
  tellWhatIsNew(context);
  return {
    commands: {
      ...processing.commands,
      ...inspection.commands,
      ...duplicates.commands,
      ...rows.commands,
      ...views.commands,
      // From a view, the argument is an entry of it.
      [commandIds.showPanel]: (filter: unknown) => panel.show(rowFilters.find((each) => each === filter)),
    },
    adoptPanel: (restored) => panel.adopt(restored),
    restoreLast: () => void processing.restoreLast(),
  };
}
