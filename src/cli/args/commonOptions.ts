import type { Command } from 'commander';
import { type ReadOrder, readOrders } from '../../shared/run/inspection';
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

export interface PoolOptions {
  readonly workers?: number;
  readonly priority: Priority;
  /** In seconds, for one file. */
  readonly timeout: number;
  readonly json?: boolean;
}

export function addPoolOptions(command: Command): Command {
  return command
    .optionsGroup('Execution:')
    .addOption(numberOption('--workers <count>', 'number of worker threads', { least: 1, most: 256 }).default(undefined, 'one per core'))
    .addOption(
      choiceOption('--priority <priority>', 'how the workers compete with other programs; low also leaves a core free', priorities).default(
        'normal',
      ),
    )
    .addOption(numberOption('--timeout <seconds>', 'time limit for one file', { least: 1, most: 3600 }).default(300))
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
