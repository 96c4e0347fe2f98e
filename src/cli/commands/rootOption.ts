import { type Command, Option } from 'commander';
import { keepRunsIn } from '../environment/cluster';

/** Lets a command look for the runs that several computers carried out, in place of those of this computer. */
export function addRootOption(command: Command): Command {
  return command
    .addOption(new Option('--root <folder>', 'the runs that several computers carried out in this folder, or in s3://BUCKET/PREFIX'))
    .hook('preAction', (called) => {
      const { root } = called.opts<{ readonly root?: string }>();
      if (root !== undefined) keepRunsIn(root);
    });
}
