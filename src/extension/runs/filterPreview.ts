import { randomUUID } from 'node:crypto';
import { dirname, extname } from 'node:path';
import * as vscode from 'vscode';
import { CallTimeoutError, callWithTimeout } from '../../client/pool/callWithTimeout';
import type { FilterName } from '../../shared/recipe/filterChoices';
import type { Recipe } from '../../shared/recipe/recipe';
import { extensionsByFormat, formatOfExtension } from '../../shared/values/formats';
import { displayPath } from '../host/displayPath';
import type { PreviewResult } from '../panel/runPanel';
import type { RunQueue } from './runQueue';

const { l10n } = vscode;

/** A preview starts after this pause, since arrow keys and typing come in bursts. */
const previewDebounceMs = 150;
/** A preview that takes longer is given up. */
const previewLimitMs = 10_000;

const { ico: _, ...readable } = extensionsByFormat;
/** Globs are case-sensitive: `[jJ][pP][gG]`. */
const anyCase = (extension: string) => extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const imageGlob = `**/*.{${Object.values(readable).flat().map(anyCase).join(',')}}`;

/** The first image of a selection: a selected file, or one in a selected folder. */
async function firstImage(selection: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of selection) {
    const stat = await vscode.workspace.fs.stat(uri).then(
      (found) => found,
      () => undefined,
    );
    const isFile = stat !== undefined && (stat.type & vscode.FileType.File) !== 0;
    if (isFile && formatOfExtension(extname(uri.path))) return uri;
    if (isFile) continue;
    const [found] = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, imageGlob), undefined, 1);
    if (found) return found;
  }
  return undefined;
}

/** Shows in the panel how a filter changes one image of the selection. Only the newest request is rendered. */
export class FilterPreview implements vscode.Disposable {
  #requested: { filter: FilterName; intensity: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #rendering = false;
  #disposed = false;

  private constructor(
    readonly queue: RunQueue,
    readonly image: vscode.Uri | undefined,
  ) {}

  static async of(queue: RunQueue, selection: readonly vscode.Uri[]): Promise<FilterPreview> {
    return new FilterPreview(queue, await firstImage(selection));
  }

  show(filter: FilterName, intensity: number): void {
    this.#requested = { filter, intensity };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renderRequested(), previewDebounceMs);
  }

  async #renderRequested(): Promise<void> {
    const requested = this.#requested;
    if (!this.image || this.#rendering || this.#disposed || !requested) return;
    this.#rendering = true;
    this.#requested = undefined;
    const { filter, intensity } = requested;
    const { filterProfile, parseProfile } = await import('../../shared/recipe/recipeParser');
    const parsed = parseProfile(filter, filterProfile(filter, intensity, { kind: 'beside' }));
    if (parsed.ok) {
      const result = await this.#render(this.image, parsed.recipe);
      const title = l10n.t('Preview: {0}, intensity {1}', filter, intensity);
      if (!this.#disposed) this.queue.panel.preview(result && { title, file: displayPath(this.image.fsPath), ...result });
    }
    this.#rendering = false;
    if (this.#requested) await this.#renderRequested();
  }

  /** Renders an image before and after a recipe; undefined while a run is active. */
  async #render(image: vscode.Uri, recipe: Recipe): Promise<PreviewResult | undefined> {
    const { queue } = this;
    if (queue.busy) return undefined;
    const root = vscode.workspace.getWorkspaceFolder(image)?.uri.fsPath ?? dirname(image.fsPath);
    const request = { source: image.fsPath, root, recipe, directory: this.#folder.fsPath, name: randomUUID() };
    try {
      return await callWithTimeout(queue.client, { timeoutMs: previewLimitMs }, (remote) => remote.preview(request));
    } catch (error) {
      queue.log.error(error as Error);
      const isLate = error instanceof CallTimeoutError;
      return { message: isLate ? l10n.t('No preview: it took too long.') : l10n.t('No preview: {0}', (error as Error).message) };
    }
  }

  get #folder(): vscode.Uri {
    return vscode.Uri.joinPath(this.queue.panel.sources.previews, 'filter');
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.queue.panel.preview(undefined);
    void vscode.workspace.fs.delete(this.#folder, { recursive: true }).then(undefined, () => {});
  }
}
