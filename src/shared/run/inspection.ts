import type { ChecksumError } from '../checksums/checksumFile';
import type { DigestAlgorithm, Digests } from '../checksums/digestAlgorithms';
import type { PixelSize } from '../values/pixelSize';
import type { FileTask, RunSetup, Skip, Task, WalkRules } from './run';

/** The model of runs that read files of any kind and write none of them: what is wanted, and what is found. */

/**
 * What is wanted of each file. `hash`: digests. `verify`: that its digests are those of a list. `firstBlock`: a digest of its
 * first bytes, to tell files apart quickly. Of images, `pixels`: a digest of what it shows; `look`: what it looks like.
 */
export type Inspection =
  | { readonly kind: 'hash'; readonly algorithms: readonly DigestAlgorithm[] }
  | { readonly kind: 'verify' }
  | { readonly kind: 'firstBlock' }
  | { readonly kind: 'pixelDigest' }
  /** What is wrong with an image. */
  | { readonly kind: 'check' }
  /** `turned`: also as it looks rotated and mirrored. */
  | { readonly kind: 'perceptualHash'; readonly turned: boolean };

/** What the first block of a file is: beyond the metadata that the images of one camera or program share. */
export const firstBlockBytes = 16 << 10;

/** Whether images are decoded, which takes memory and may fail, instead of files of any kind being read. */
export function decodesImages({ kind }: Inspection): boolean {
  return kind === 'pixelDigest' || kind === 'perceptualHash' || kind === 'check';
}

/** `parallel` suits solid state, where the workers read at once; `sequential` a spinning disk: one file at a time, as they lie. */
export const readOrders = ['auto', 'parallel', 'sequential'] as const;
export type ReadOrder = (typeof readOrders)[number];

/** A digest that a list says of a file. */
export interface ListedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly digest: string;
  /** Line of the list. */
  readonly line: number;
}

/** What a list says of a file and its digests do not bear out. */
export function mismatches({ expected = [] }: { readonly expected?: readonly ListedDigest[] }, digests: Digests): ListedDigest[] {
  return expected.filter(({ algorithm, digest }) => digests[algorithm] !== digest);
}

/** One file to be read. */
export interface InspectTask extends FileTask {
  readonly mtimeMs: number;
  /** Which file it is on its disk, where it has more than one name: see `linkOf`. */
  readonly link?: string;
  /** Of an image that is to be decoded. */
  readonly header?: PixelSize;
  /** What a list says of it. */
  readonly expected?: readonly ListedDigest[];
  /** Digests that are known from before: the file need not be read. */
  readonly known?: Digests;
}

/** A file of a list that is not read, with the line that names it. */
export interface InspectSkip extends Skip {
  readonly line?: number;
}

export type InspectEntry = InspectTask | InspectSkip;

/** Files to be found and read. */
export interface InspectRequest extends WalkRules {
  readonly selection: readonly string[];
  readonly roots: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rootRules?: Readonly<Record<string, WalkRules>>;
  readonly inspection: Inspection;
  readonly order: ReadOrder;
  /** Folder of the cache of digests; none is used without it. */
  readonly cacheFolder?: string;
}

/** A checksum file whose files are to be read. */
export interface VerifyRequest extends WalkRules {
  readonly list: string;
  /** Folders that listed files may be in. */
  readonly roots: readonly string[];
  /** Whether files outside of them are read, too: the user said so. */
  readonly allowOutside: boolean;
  /** Whether files below the list's folder that it does not name are told. */
  readonly tellExtra: boolean;
  readonly order: ReadOrder;
}

export interface InspectSummary {
  readonly tasks: number;
  readonly skipped: number;
  /** Bytes of the tasks' files. */
  readonly bytes: number;
  /** Whether the files are read one at a time, in the order of the tasks. */
  readonly sequential: boolean;
  /** Why, as a sentence for the log. */
  readonly orderReason: string;
  /** Why the list cannot be read, as a sentence. */
  readonly listError?: string;
  /** Lines of a list that could not be understood. */
  readonly errors: readonly ChecksumError[];
  /** Files that a list names outside of the roots, and that are not read unless the user says so. */
  readonly outside: readonly string[];
}

export interface InspectSetup {
  readonly runId: string;
  readonly inspection: Inspection;
  readonly timeoutSeconds: number;
  readonly sequential: boolean;
  readonly cacheFolder?: string;
}

export type AnyTask = Task | InspectTask;
export type AnySetup = RunSetup | InspectSetup;

export function isInspection(setup: AnySetup): setup is InspectSetup {
  return 'inspection' in setup;
}
