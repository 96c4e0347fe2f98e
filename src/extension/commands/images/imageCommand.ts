import type * as vscode from 'vscode';
import type { Destination } from '../../../shared/recipe/presets';
import { mementoKeys } from '../../host/ids';
import { pickDestination } from '../../prompts/destinationPick';
import { selectionCommand } from '../../prompts/selection';
import type { ProcessController } from '../../runs/processController';
import type { Tuner } from '../../tune/tuner';
import { makeRunRequest } from '../makeRunRequest';

/** The answers to a command's own questions. */
export interface ImageOperation {
  /** What the run does, such as `Convert to WebP`. */
  readonly title: string;
  /** Name of an output next to `photo.jpg`, such as `photo-sepia.jpg`. */
  readonly besideExample: string;
  /** The value of the token `{profile}` in names. */
  readonly name: string;
  profile(destination: Destination): unknown;
  /** What to know about outputs in a folder; by default that originals are kept. */
  readonly folderDetail?: string;
  /** Whether each image has several outputs, which cannot replace it. */
  readonly several?: true;
}

/** What the image commands need. */
export interface ImageCommandContext {
  readonly runs: ProcessController;
  readonly memento: vscode.Memento;
  readonly tuner: Tuner;
}

/**
 * A command that processes images: it asks its own questions, then where to write the outputs, and starts the run.
 * @param ask returns undefined when the user canceled, or tunes the command in the panel
 */
export function imageCommand(
  { runs, memento }: ImageCommandContext,
  title: string,
  ask: (selection: readonly vscode.Uri[]) => Promise<ImageOperation | undefined>,
) {
  return selectionCommand({
    title,
    async run(selection) {
      const operation = await ask(selection);
      if (!operation) return;
      const destination = await pickDestination({ ...operation, title }, memento.get<Destination>(mementoKeys.destination));
      if (!destination) return;
      const { name } = operation;
      const profile = await operation.profile(destination);
      const request = await makeRunRequest({ selection, title: operation.title, profile, name });
      const remember = () => memento.update(mementoKeys.destination, destination);
      if (request) await runs.start({ ...request, remember });
    },
  });
}
