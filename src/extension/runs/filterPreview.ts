import { extname } from 'node:path';
import * as vscode from 'vscode';
import { filterProfile } from '../../shared/recipe/commandProfiles';
import type { FilterName } from '../../shared/recipe/filters';
import { parseProfile } from '../../shared/recipe/parseProfile';
import { extensionsByFormat, formatOfExtension } from '../../shared/values/formats';
import { shownPath } from '../host/displayPath';
import type { RunController } from './processController';

/** A new preview is begun when nothing else was asked for so long: arrow keys and typing come in bursts. */
const settleMs = 150;

const { ico: _, ...readable } = extensionsByFormat;
/** Globs tell capitals from small letters: `[jJ][pP][gG]`. */
const anyCase = (extension: string) => extension.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
const images = `**/*.{${Object.values(readable).flat().map(anyCase).join(',')}}`;

/** An image of the selection: one that was pointed at, or one in a folder. */
async function imageOf(selection: readonly vscode.Uri[]): Promise<vscode.Uri | undefined> {
  for (const uri of selection) {
    const stat = await vscode.workspace.fs.stat(uri).then(
      (found) => found,
      () => undefined,
    );
    const isFile = stat !== undefined && (stat.type & vscode.FileType.File) !== 0;
    if (isFile && formatOfExtension(extname(uri.path))) return uri;
    if (isFile) continue;
    const [found] = await vscode.workspace.findFiles(new vscode.RelativePattern(uri, images), undefined, 1);
    if (found) return found;
  }
  return undefined;
}

/** Shows in the panel what a filter makes of one image, the newest wish only. */
export class FilterPreview {
  #wanted: { filter: FilterName; intensity: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working = false;
  #disposed = false;

  private constructor(
    readonly runs: RunController,
    readonly image: vscode.Uri | undefined,
  ) {}

  static async of(runs: RunController, selection: readonly vscode.Uri[]): Promise<FilterPreview> {
    return new FilterPreview(runs, await imageOf(selection));
  }

  show(filter: FilterName, intensity: number): void {
    this.#wanted = { filter, intensity };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#render(), settleMs);
  }

  async #render(): Promise<void> {
    const wanted = this.#wanted;
    if (!this.image || this.#working || this.#disposed || !wanted) return;
    this.#working = true;
    this.#wanted = undefined;
    const { filter, intensity } = wanted;
    const parsed = parseProfile(filter, filterProfile(filter, intensity, { kind: 'beside' }));
    if (parsed.ok) {
      const tried = await this.runs.tryOn(this.image, parsed.recipe);
      const title = vscode.l10n.t('Preview: {0}, intensity {1}', filter, intensity);
      if (!this.#disposed) this.runs.panel.preview(tried && { title, file: shownPath(this.image.fsPath), ...tried });
    }
    this.#working = false;
    if (this.#wanted) await this.#render();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.runs.panel.preview(undefined);
    void vscode.workspace.fs.delete(this.runs.panel.previews, { recursive: true }).then(undefined, () => {});
  }
}
