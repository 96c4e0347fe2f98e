import type { Command } from 'commander';
import { type ReadOrder, readOrders } from '../../shared/run/inspection';
import { mostMemoryMb } from '../../shared/values/memoryBudget';
import { type Priority, priorities } from '../../shared/values/priorities';
import { choiceOption, numberOption, repeatableOption } from './options';

/** Option groups that image commands and file commands share. */

export interface SelectionOptions {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** False with `--no-ignore`. */
  readonly ignore: boolean;
}

/** The selection of commands that process images. */
export interface ImageSelectionOptions extends SelectionOptions {
  readonly includeResults?: boolean;
}

export function addImageSelectionOptions(command: Command): Command {
  return addSelectionOptions(command).option(
    '--include-results',
    'also process files in folders that Assetmill made from other files there',
  );
}

export function addSelectionOptions(command: Command): Command {
  const asTyped = (glob: string) => glob;
  return addIgnoreOption(
    command
      .optionsGroup('Selection:')
      .addOption(repeatableOption('--include <glob>', 'process only matching files in folders; repeatable', asTyped))
      .addOption(repeatableOption('--exclude <glob>', 'skip matching files; repeatable', asTyped)),
  );
}

export function addIgnoreOption(command: Command): Command {
  return command.option('--no-ignore', 'include files that .gitignore excludes');
}

/** The memory budget of a run, for its setup. */
export function memoryBudgetOf({ memory }: { readonly memory?: number | undefined }): { readonly memoryBudget?: number } {
  return memory === undefined ? {} : { memoryBudget: memory * 2 ** 20 };
}

export interface PoolOptions {
  readonly workers?: number;
  readonly priority: Priority;
  /** In seconds, for one file. */
  readonly timeout: number;
  /** In MB; absent for the default. */
  readonly memory?: number;
  readonly json?: boolean;
}

export function addPoolOptions(command: Command): Command {
  return command
    .optionsGroup('Execution:')
    .addOption(
      numberOption('--workers <count>', 'number of worker threads', { least: 1, most: 256 }).default(
        undefined,
        'one per core, at most one per file',
      ),
    )
    .addOption(
      choiceOption('--priority <priority>', 'how the workers compete with other programs; low also leaves a core free', priorities).default(
        'normal',
      ),
    )
    .addOption(numberOption('--timeout <seconds>', 'time limit for one file', { least: 1, most: 3600 }).default(300))
    .addOption(
      numberOption('--memory <MB>', 'memory that all files in progress may use together', { least: 256, most: mostMemoryMb }).default(
        undefined,
        'half of what is free, at most 4096',
      ),
    )
    .option('--json', 'print one JSON object per line, then a summary');
}

export interface OrderOptions {
  readonly order: ReadOrder;
}

export function addOrderOption(command: Command): Command {
  const description = 'how files are read: by all workers, or one at a time for hard disks';
  return command.optionsGroup('Reading:').addOption(choiceOption('--order <order>', description, readOrders).default('auto'));
}

/** Options of the commands that inspect files and write none of them. */
export type InspectCommandOptions = SelectionOptions & PoolOptions & OrderOptions;

export function addInspectOptions(command: Command): Command {
  return addOrderOption(addPoolOptions(addSelectionOptions(command)));
}
