import type { FilterName } from '../recipe/filterChoices';
import type { Destination } from '../recipe/presets';
import type { OutputFormat } from '../values/formats';
import type { ShownImage } from './comparisonProtocol';

/** The part of the panel's messages about tuning a command before it runs, both directions. */

/** The formats whose sizes are shown side by side. */
export const tunedFormats = ['jpeg', 'webp', 'avif', 'png'] as const satisfies readonly OutputFormat[];
export type TunedFormat = (typeof tunedFormats)[number];

/** Bounds of the sliders. */
export const tunedQuality = { least: 1, most: 100 } as const;
export const tunedIntensity = { least: 1, most: 100 } as const;
export const tunedEdge = { least: 1, most: 65_535 } as const;

/** What the user has chosen so far. The extension makes the profile from it, so what runs is what was previewed. */
export type TuningChoice =
  | { readonly operation: 'convert'; readonly format: TunedFormat; readonly quality: number; readonly lossless: boolean }
  | { readonly operation: 'optimize'; readonly quality: number; readonly lossless: boolean }
  | { readonly operation: 'resize'; readonly longEdge: number }
  | { readonly operation: 'filter'; readonly filter: FilterName; readonly intensity: number };

export const destinationKinds = ['beside', 'folder', 'replace'] as const satisfies readonly Destination['kind'][];
export type DestinationKind = (typeof destinationKinds)[number];

/** What the file becomes in a format. */
export interface FormatResult {
  readonly format: TunedFormat;
  /** Undefined while it is not known, and where there is a message. */
  readonly bytes?: number;
  /** Why there is none, as a sentence. */
  readonly message?: string;
  /** Whether it belongs to an earlier choice, and is being measured again. */
  readonly stale?: true;
}

/** What the whole selection would become. */
export interface SelectionEstimate {
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** The result is probably between these. */
  readonly low: number;
  readonly high: number;
  /** Number of files that the estimate is based on, and of all that would be processed. */
  readonly sampled: number;
  readonly files: number;
}

/** `rendering`: the image is being made. `slow`: for so long that it is worth a word. `waiting`: for the end of a run. */
export type TuningProgress = 'idle' | 'rendering' | 'slow' | 'waiting';

/** A command that is tuned on an image of its selection. */
export interface TuningView {
  /** Title of the command. */
  readonly title: string;
  readonly choice: TuningChoice;
  readonly destination: Destination;
  /** Display path of the image; undefined where the selection contains none. */
  readonly file?: string;
  /** Its position among the images that can be shown, and their number. */
  readonly index: number;
  readonly count: number;
  readonly progress: TuningProgress;
  readonly before?: ShownImage;
  /** What the run would make of the image. While the next one is made, that of the choice before. */
  readonly after?: ShownImage;
  readonly notes: readonly string[];
  /** Why there is no output, as a sentence. */
  readonly message?: string;
  /** For a conversion. */
  readonly formats: readonly FormatResult[];
  /** URLs of small images, one for each filter; empty until they are drawn. */
  readonly swatches: readonly string[];
  /** Undefined while it is being made. */
  readonly estimate?: SelectionEstimate | { readonly message: string };
}

/** Functions of the extension for tuning, called by the page. */
export interface TuningHost {
  /** Shows what a choice would make of the image. It must be of the operation that is tuned. */
  tune(choice: TuningChoice): void;
  /** Shows another image of the selection. @param step how many images later; earlier if negative */
  tuneImage(step: number): void;
  /** Changes where the outputs are written; asks for the folder. */
  tuneDestination(kind: DestinationKind): void;
  /** Runs the choice on the whole selection. */
  runTuned(): void;
  /** Asks for a name, and adds the choice to the profiles. */
  saveTuned(): void;
  closeTuning(): void;
}
