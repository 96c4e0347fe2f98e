import { commandGroups } from './commands';
import { commandReference } from './docs/markdown';
import { createProgram } from './program';

/** The text of docs/cli.md, for `npm run docs`. */
export function cliDocs(): string {
  return commandReference(createProgram(), commandGroups);
}
