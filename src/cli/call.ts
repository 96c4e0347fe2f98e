import { CommanderError } from 'commander';
import { PoolError } from '../client/pool/poolErrors';
import { StoreError } from '../client/store/runFolder';
import { setLocale } from '../shared/values/locale';
import { exitCodes } from './environment/exitCodes';
import { UsageError } from './environment/usageError';
import { createProgram, withAmericanCommand } from './program';

function reportFailure(error: Error): void {
  if (error instanceof CommanderError) {
    // commander has printed it, or it is not an error but the end of the help text.
    process.exitCode = error.exitCode === 0 ? exitCodes.success : exitCodes.badUsage;
    return;
  }
  // What the file system throws names the cause and the path.
  const isSystemError = typeof (error as NodeJS.ErrnoException).syscall === 'string';
  const isExpected = error instanceof UsageError || error instanceof PoolError || error instanceof StoreError || isSystemError;
  process.stderr.write(`error: ${isExpected ? error.message : error.stack}\n`);
  process.exitCode = exitCodes.badUsage;
}

/** Carries out a call of the command line and sets the exit code. @param typed its arguments */
export async function call(typed: readonly string[]): Promise<void> {
  // Numbers follow the locale of the operating system; texts are English.
  setLocale(undefined);
  const args = withAmericanCommand(typed);
  const program = createProgram(args);
  if (args.length === 0) program.outputHelp();
  else await program.parseAsync(args, { from: 'user' }).catch(reportFailure);
}
