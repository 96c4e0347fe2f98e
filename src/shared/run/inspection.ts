import type { ChecksumError } from '../checksums/checksumFile';
import type { DigestAlgorithm, Digests } from '../checksums/digestAlgorithms';
import type { PixelSize } from '../values/pixelSize';
import type { Skip, WalkRules } from './plan';
import type { FileTask, RunSetup, Task } from './run';

/** The model of inspections: runs that read files of any kind and write none. Plain data that crosses processes. */

/** What to find out about each file. */
export type Inspection =
  /** Its digests. */
  | { readonly kind: 'hash'; readonly algorithms: readonly DigestAlgorithm[] }
  /** Whether its digests are those of a checksum file. */
  | { readonly kind: 'verify' }
  /** The digest of its first bytes, which quickly distinguishes most files. */
  | { readonly kind: 'firstBlock' }
  /** The digest of an image's decoded pixels. */
  | { readonly kind: 'pixelDigest' }
  /** What is wrong with an image. */
  | { readonly kind: 'check' }
  /** The perceptual hash of an image. `turned`: also those of the rotated and mirrored image. */
  | { readonly kind: 'perceptualHash'; readonly turned: boolean };

/** Size of the first block: enough to reach past the metadata that images of one camera or program share. */
export const firstBlockBytes = 16 << 10;

/** A file of up to this size is read by one call. Smaller blocks cost more calls; larger ones exceed the processor's cache without a gain. */
export const hashBlockBytes = 1 << 20;

/** Work per file in addition to its bytes: opening, fstat, closing. */
const openingBytes = 16 << 10;

/** The work of reading a file of any kind; that of an image is what decoding it takes. */
export function inspectionCost(bytes: number): number {
  return bytes + openingBytes;
}

/** Whether an inspection decodes images, which takes memory, rather than reading files of any kind. */
export function decodesImages({ kind }: Inspection): boolean {
  return kind === 'pixelDigest' || kind === 'perceptualHash' || kind === 'check';
}

/** `parallel`: all workers read at once, for solid-state drives. `sequential`: one file at a time in disk order, for hard disks. */
export const readOrders = ['auto', 'parallel', 'sequential'] as const;
export type ReadOrder = (typeof readOrders)[number];

/** A digest that a checksum file lists. */
export interface ListedDigest {
  readonly algorithm: DigestAlgorithm;
  readonly digest: string;
  /** Line of the checksum file, from 1. */
  readonly line: number;
}

/** The listed digests that differ from the actual ones. */
export function mismatches({ expected = [] }: { readonly expected?: readonly ListedDigest[] }, digests: Digests): ListedDigest[] {
  return expected.filter(({ algorithm, digest }) => digests[algorithm] !== digest);
}

/** One file to inspect. */
export interface InspectTask extends FileTask {
  /** Modification time in whole ms. */
  readonly mtimeMs: number;
  /** Identity of the file on its disk; see `linkOf`. */
  readonly link?: string;
  /** Size in pixels of an image that will be decoded. */
  readonly header?: PixelSize;
  /** What a checksum file lists for it. */
  readonly expected?: readonly ListedDigest[];
  /** Digests from the cache, or of a file that was read while planning: it need not be read again. */
  readonly known?: Digests;
}

/** A file that is not inspected. */
export interface InspectSkip extends Skip {
  /** Line of the checksum file that lists it, from 1. */
  readonly line?: number;
}

export type InspectEntry = InspectTask | InspectSkip;

/** Files to find and inspect. */
export interface InspectRequest extends WalkRules {
  readonly selection: readonly string[];
  readonly roots: readonly string[];
  /** Globs; only matching files are inspected. Without any, all files match. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly rootRules?: Readonly<Record<string, WalkRules>>;
  readonly inspection: Inspection;
  readonly order: ReadOrder;
  /** Folder of the digest cache; without it, no cache is used. */
  readonly cacheFolder?: string;
  /** Whether files are left out that can have no duplicate among the others. */
  readonly onlyDuplicates?: boolean;
  /** Whether no header is read, since one of them ended an earlier process. */
  readonly withoutHeaders?: boolean;
}

/** A checksum file whose files are to be verified. */
export interface VerifyRequest extends WalkRules {
  /** Path of the checksum file. */
  readonly list: string;
  /** Folders that listed files may be in. */
  readonly roots: readonly string[];
  /** Whether files outside of these folders are read as well, since the user confirmed it. */
  readonly allowOutside: boolean;
  /** Whether to report files below the folder of the checksum file that it does not list. */
  readonly tellExtra: boolean;
  readonly order: ReadOrder;
}

export interface InspectSummary {
  readonly tasks: number;
  readonly skipped: number;
  /** Total size of the tasks' files. */
  readonly bytes: number;
  /** Whether the files are read one at a time, in the order of the tasks. */
  readonly sequential: boolean;
  /** The reason for the reading order, as a sentence for the log. */
  readonly orderReason: string;
  /** Why the checksum file cannot be read, as a sentence. */
  readonly listError?: string;
  /** Malformed lines of the checksum file. */
  readonly errors: readonly ChecksumError[];
  /** Listed files outside of the roots, which are not read unless the user confirms it. */
  readonly outside: readonly string[];
}

export interface InspectSetup {
  readonly runId: string;
  readonly inspection: Inspection;
  /** Longest time without progress in one file, in seconds. */
  readonly timeoutSeconds: number;
  readonly sequential: boolean;
  /** Folder of the digest cache. */
  readonly cacheFolder?: string;
}

export type AnyTask = Task | InspectTask;
export type AnySetup = RunSetup | InspectSetup;

export function isInspection(setup: AnySetup): setup is InspectSetup {
  return 'inspection' in setup;
}
