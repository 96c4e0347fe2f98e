import { apply } from './apply';
import { check } from './check';
import { complete } from './complete';
import { completion } from './completion';
import { convert } from './convert';
import type { CommandDefinition, CommandGroup } from './definition';
import { dupes } from './dupes';
import { filter } from './filter';
import { hash } from './hash';
import { optimize } from './optimize';
import { resize } from './resize';
import { responsive } from './responsive';
import { run } from './run';
import { strip } from './strip';
import { thumbnails } from './thumbnails';
import { undo } from './undo';
import { verify } from './verify';

/** Every command that help lists, in its order. */
export const commandGroups: readonly CommandGroup[] = [
  { heading: 'Process images:', commands: [resize, convert, optimize, filter, thumbnails, responsive, strip, apply, run, undo] },
  { heading: 'Inspect files:', commands: [hash, verify, dupes, check] },
  { heading: 'Other:', commands: [completion] },
];

export const hiddenCommands: readonly CommandDefinition[] = [complete];
