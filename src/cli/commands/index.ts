import { checkCommand } from './check';
import { completeCommand } from './complete';
import { completionCommand } from './completion';
import type { CommandDefinition, CommandGroup } from './definition';
import { dupesCommand } from './dupes';
import { hashCommand } from './hash';
import { applyCommand } from './images/apply';
import { atlasCommand } from './images/atlas';
import { convertCommand } from './images/convert';
import { faviconCommand } from './images/favicon';
import { filterCommand } from './images/filter';
import { optimizeCommand } from './images/optimize';
import { resizeCommand } from './images/resize';
import { responsiveCommand } from './images/responsive';
import { runCommand } from './images/run';
import { stripCommand } from './images/strip';
import { thumbnailsCommand } from './images/thumbnails';
import { measureCommand } from './measure';
import { redoCommand } from './redo';
import { reportCommand } from './report';
import { resumeCommand } from './resume';
import { runsCommand } from './runs';
import { trustCommand } from './trust';
import { undoCommand } from './undo';
import { verifyCommand } from './verify';
import { workerCommand } from './worker';

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
      faviconCommand,
      atlasCommand,
      stripCommand,
      applyCommand,
      runCommand,
    ],
  },
  { heading: 'Look after runs:', commands: [runsCommand, reportCommand, undoCommand, resumeCommand, redoCommand] },
  { heading: 'Inspect files:', commands: [hashCommand, verifyCommand, dupesCommand, checkCommand] },
  { heading: 'Other:', commands: [workerCommand, measureCommand, trustCommand, completionCommand] },
];

export const hiddenCommands: readonly CommandDefinition[] = [completeCommand];
