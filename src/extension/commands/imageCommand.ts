import type * as vscode from 'vscode';
import type { Destination } from '../../shared/recipe/presets';
import { mementoKeys } from '../host/ids';
import { explorerSelection, pickFolder } from '../prompts/selection';
import { chooseDestination } from '../prompts/sizeAndDestinationPicks';
import type { RunController } from '../runs/processController';
import { requestOf } from './startRun';

/** What commands over images have in common: a selection, their own questions, where to, and the run. */

/** The answers to a command's own questions. */
export interface Answer {
  /** What is done, such as `Convert to WEBP`. */
  readonly title: string;
  /** The name of a file beside its original, such as `photo-sepia.jpg`. */
  readonly besideExample: string;
  /** What the profile is called in names. */
  readonly name: string;
  profile(destination: Destination): unknown;
  /** Each image becomes several files, which cannot replace it. */
  readonly several?: true;
}

/** Asks, for a selection; undefined when the user left. */
export type Ask = (selection: readonly vscode.Uri[]) => Promise<Answer | undefined>;

/** A command of the Explorer's menu and of the palette. */
export function imageCommand(runs: RunController, memento: vscode.Memento, title: string, ask: Ask) {
  return async (clicked?: unknown, selected?: unknown): Promise<void> => {
    const selection = explorerSelection(clicked, selected) ?? (await pickFolder(title));
    if (!selection) return;
    const answer = await ask(selection);
    if (!answer) return;
    const destination = await chooseDestination(
      title,
      answer.besideExample,
      memento.get<Destination>(mementoKeys.destination),
      answer.several,
    );
    if (!destination) return;
    await memento.update(mementoKeys.destination, destination);
    const request = requestOf({ selection, title: answer.title, profile: answer.profile(destination), name: answer.name });
    if (request) await runs.start(request);
  };
}
