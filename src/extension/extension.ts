import * as vscode from 'vscode';
import { setLocale } from '../shared/values/locale';
import { registerDuplicates } from './features/duplicates';
import { registerImageProcessing } from './features/imageProcessing';
import { registerInspection } from './features/inspection';
import { registerPanel } from './features/panel';
import { createServices } from './features/services';

/** The entry of the extension: constructs the services and registers the features. */
export function activate(context: vscode.ExtensionContext): void {
  // Code that also runs outside the extension host cannot import vscode, so it gets the display language and its texts here.
  setLocale(vscode.env.language, vscode.l10n.bundle && { contents: vscode.l10n.bundle });
  const services = createServices(context);
  const processing = registerImageProcessing(services);
  const inspection = registerInspection(services);
  const duplicates = registerDuplicates(services);
  const panel = registerPanel(services, { ...processing.actions, ...inspection.actions, ...duplicates.actions });
  context.subscriptions.push(services, processing, inspection, duplicates, panel);
}
