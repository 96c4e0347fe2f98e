import * as l10n from '@vscode/l10n';

/** Imported first, for what it does: gives the texts that the host put into the page to those who ask for them, which some do as soon as they are loaded. */

const texts = document.getElementById('l10n')?.textContent;
if (texts) l10n.config({ contents: texts });
