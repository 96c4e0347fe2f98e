import { CommanderError } from 'commander';
import { PoolError } from '../client/pool/poolErrors';
import { StoreError } from '../client/store/runFolder';
import { setLocale } from '../shared/values/locale';
import { systemCause } from '../shared/values/systemCause';
import { hidePassword } from './environment/cluster';
import { exitCodes } from './environment/exitCodes';
import { UsageError } from './environment/usageError';
import { createProgram, withAmericanCommand } from './program';

/** What the user is told of an error. Only one that nobody expected has a stack trace, for a report of it. */
function messageOf(error: Error): string {
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return [path, systemCause(error)].filter((part) => part !== undefined).join(': ');
  // One of a process that works with a queue or a bucket has arrived as a copy.
  const isExpected =
    error instanceof UsageError || error instanceof PoolError || error instanceof StoreError || error.name === 'ClusterError';
  return isExpected ? error.message : String(error.stack);
}

function reportFailure(error: Error): void {
  if (error instanceof CommanderError) {
    // commander has printed it, or it is not an error but the end of the help text.
    process.exitCode = error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    return;
  }
  process.stderr.write(`error: ${messageOf(error)}\n`);
  process.exitCode = exitCodes.badUsage;
}

/** Carries out a call of the command line and sets the exit code. @param typed its arguments */
export async function call(typed: readonly string[]): Promise<void> {
  // Numbers follow the locale of the operating system; texts are English.
  setLocale(undefined);
  hidePassword(typed);
  const args = withAmericanCommand(typed);
  const program = createProgram(args);
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: 'user' }).catch(reportFailure);
}
