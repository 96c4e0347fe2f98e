import type { Command } from 'commander';
import type { Conflict, MetadataPolicy } from '../../shared/recipe/schema/profileChoices';
import {
  colorProfiles,
  conflicts,
  fits,
  manifestDigests,
  manifestFormats,
  metadataPolicies,
} from '../../shared/recipe/schema/profileChoices';
import { outputFormats } from '../../shared/values/formats';
import { markupKinds } from '../../shared/values/markup';
import { type KeyValue, parseKeyValue, parseStep, type TypedStep } from './keyValues';
import {
  choiceOption,
  choicesOption,
  numberOption,
  numberOrWordOption,
  numbersOption,
  pathOption,
  pathsOption,
  repeatableOption,
} from './options';

/** Option groups of the commands that process images. An option that was not given has no value. */

export interface SizeOptions {
  readonly longEdge?: number;
  readonly shortEdge?: number;
  readonly width?: number;
  readonly height?: number;
  readonly percent?: number;
  readonly megapixels?: number;
  readonly fit?: string;
  readonly enlarge?: boolean;
}

export function addSizeOptions(command: Command): Command {
  return command
    .optionsGroup('Size (one of):')
    .addOption(numberOption('--long-edge <pixels>', 'length of the longer edge'))
    .addOption(numberOption('--short-edge <pixels>', 'length of the shorter edge'))
    .addOption(numberOption('--width <pixels>', 'width of a box, alone or with --height'))
    .addOption(numberOption('--height <pixels>', 'height of a box, alone or with --width'))
    .addOption(numberOption('--percent <number>', 'percentage of the original size'))
    .addOption(numberOption('--megapixels <number>', 'area in millions of pixels'))
    .addOption(choiceOption('--fit <mode>', 'how an image fits the box', fits).default(undefined, 'inside'))
    .option('--enlarge', 'also enlarge smaller images');
}

export interface OutputOptions {
  readonly step?: readonly TypedStep[];
  readonly format?: readonly string[];
  readonly quality?: number | 'auto';
  readonly set?: readonly KeyValue[];
  readonly widths?: readonly number[];
  readonly densities?: readonly number[];
  readonly maxBytes?: number;
  readonly name?: string;
  readonly svgAggressive?: boolean;
  readonly svgPrefix?: string;
}

/** Formats by the other extension of their files. Help does without them: whoever types one need not look it up. */
const formatAliases: ReadonlyMap<string, string> = new Map([
  ['jpg', 'jpeg'],
  ['tif', 'tiff'],
]);

export function addOutputOptions(command: Command): Command {
  return command
    .optionsGroup('Output:')
    .addOption(repeatableOption('--step <step>', 'add an operation, such as blur:sigma=2; repeatable', parseStep))
    .addOption(
      choicesOption(
        '--format <formats>',
        'output formats, separated by commas',
        ['source', ...outputFormats, 'best'],
        formatAliases,
      ).default(undefined, 'source'),
    )
    .addOption(
      numberOrWordOption(
        '--quality <quality>',
        'quality from 1 to 100, for JPEG, WebP, AVIF, JPEG XL, TIFF, and palette PNG; auto finds the lowest one of each JPEG, WebP, AVIF, and JPEG XL that looks the same',
        'auto',
      ),
    )
    .addOption(
      repeatableOption(
        '--set <key=value>',
        'set any other output parameter, such as lossless=true or sizes=16,32; repeatable',
        parseKeyValue,
      ),
    )
    .addOption(numbersOption('--widths <pixels>', 'write one file per width, separated by commas').conflicts('densities'))
    .addOption(numbersOption('--densities <factors>', 'write one file per pixel density, such as 1,2,3'))
    .addOption(numberOption('--max-bytes <bytes>', 'lower the quality, then the size, until the file fits'))
    .option('--name <template>', 'template for file names, such as {name}-{width} or {pixelDigest:16}')
    .option('--svg-aggressive', 'optimize: also shorten ids and inline classes of an SVG')
    .option('--svg-prefix <text>', 'optimize: put this before the ids and classes of an SVG; {name} is its name');
}

export interface ProfileOptions {
  readonly neverLarger?: boolean;
  readonly metadata?: MetadataPolicy;
  readonly colorProfile?: string;
  readonly keepTimestamps?: boolean;
  readonly manifest?: string;
  readonly manifestFormat?: string;
  readonly manifestDigest?: string;
  readonly markup?: string;
  readonly markupKind?: string;
}

export function addProfileOptions(command: Command): Command {
  return command
    .option('--never-larger', 'keep the source if the output would be larger')
    .addOption(choiceOption('--metadata <policy>', 'which metadata to keep', metadataPolicies))
    .addOption(choiceOption('--color-profile <policy>', 'keep, convert, or strip the color profile', colorProfiles))
    .option('--keep-timestamps', 'give outputs the modification time of their source')
    .optionsGroup('Manifest and markup:')
    .addOption(pathOption('--manifest <file>', 'write a list of the outputs with their digests'))
    .addOption(choiceOption('--manifest-format <format>', 'format of the manifest', manifestFormats).default(undefined, 'text'))
    .addOption(
      choiceOption('--manifest-digest <kind>', 'whether digests cover the file bytes or the pixels', manifestDigests).default(
        undefined,
        'bytes',
      ),
    )
    .addOption(pathOption('--markup <file>', 'write markup for the outputs'))
    .addOption(choiceOption('--markup-kind <kind>', 'kind of markup', markupKinds).default(undefined, 'picture'));
}

export interface DestinationOptions {
  readonly out?: string;
  readonly replace?: boolean;
  readonly conflict?: Conflict;
  readonly dryRun?: boolean;
  readonly allowOutside?: readonly string[];
  readonly force?: boolean;
  /** Of `run` only. */
  readonly check?: boolean;
}

const outOption = () => pathOption('--out <folder>', 'write into a folder and mirror the tree').default(undefined, 'beside each source');

export function addDestinationOptions(command: Command): Command {
  return addConflictOptions(
    command
      .optionsGroup('Destination:')
      .addOption(outOption().conflicts('replace'))
      .option('--replace', 'replace the sources; "assetmill undo" restores them'),
  );
}

/** The options about the destination of a command that cannot replace its sources. */
export function addFolderOptions(command: Command): Command {
  return addConflictOptions(command.optionsGroup('Destination:').addOption(outOption()));
}

/** What happens if the output exists, and where it may be. */
export function addConflictOptions(command: Command): Command {
  return command
    .addOption(
      choiceOption('--conflict <mode>', 'what to do if the output file exists; unique adds a number', conflicts).default(
        undefined,
        'unique',
      ),
    )
    .addOption(pathsOption('--allow-outside <folder>', 'also write into this folder when a link or a profile leads there; repeatable'))
    .option('--force', 'also make outputs again that are up to date, and process and replace damaged images as far as they can be decoded')
    .option('--dry-run', 'show the plan without writing anything');
}
