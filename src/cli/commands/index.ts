import { applyCommand } from './apply';
import { checkCommand } from './check';
import { completeCommand } from './complete';
import { completionCommand } from './completion';
import { convertCommand } from './convert';
import type { CommandDefinition, CommandGroup } from './definition';
import { dupesCommand } from './dupes';
import { filterCommand } from './filter';
import { hashCommand } from './hash';
import { measureCommand } from './measure';
import { optimizeCommand } from './optimize';
import { redoCommand } from './redo';
import { reportCommand } from './report';
import { resizeCommand } from './resize';
import { responsiveCommand } from './responsive';
import { resumeCommand } from './resume';
import { runCommand } from './run';
import { runsCommand } from './runs';
import { stripCommand } from './strip';
import { thumbnailsCommand } from './thumbnails';
import { trustCommand } from './trust';
import { undoCommand } from './undo';
import { verifyCommand } from './verify';

/** Every command that help lists, in its order. */
export const commandGroups: readonly CommandGroup[] = [
  {
    heading: 'Process images:',
    commands: [
      resizeCommand,
      convertCommand,
      optimizeCommand,
      filterCommand,
      thumbnailsCommand,
      responsiveCommand,
      stripCommand,
      applyCommand,
      runCommand,
    ],
  },
  { heading: 'Look after runs:', commands: [runsCommand, reportCommand, undoCommand, resumeCommand, redoCommand] },
  { heading: 'Inspect files:', commands: [hashCommand, verifyCommand, dupesCommand, checkCommand] },
  { heading: 'Other:', commands: [measureCommand, trustCommand, completionCommand] },
];

export const hiddenCommands: readonly CommandDefinition[] = [completeCommand];
