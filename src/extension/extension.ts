import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { registerDuplicates } from './features/duplicates';
import { registerImageProcessing } from './features/imageProcessing';
import { registerInspection } from './features/inspection';
import { registerPanel } from './features/panel';
import { createServices } from './features/services';

/** The entry of the extension: constructs the services and registers the features. */
export function activate(context: vscode.ExtensionContext): void {
  // Code that also runs outside the extension host takes its texts from this library.
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const services = createServices(context);
  const processing = registerImageProcessing(services);
  const inspection = registerInspection(services);
  const duplicates = registerDuplicates(services);
  const panel = registerPanel(services, { ...processing.actions, ...inspection.actions, ...duplicates.actions });
  context.subscriptions.push(services, processing, inspection, duplicates, panel);
}
