#!/usr/bin/env node
import { version } from '../../package.json';

/** Entry of the command line. */

// The reader may close the output early, as `head` does.
process.stdout.on('error', () => {});
const args = process.argv.slice(2);
// Scripts ask for the version alone, often only to see whether the program is there: no command has to be loaded for it.
if (args.length === 1 && args[0] === '--version') process.stdout.write(`${version}\n`);
else void import('./call').then(({ call }) => call(args));
