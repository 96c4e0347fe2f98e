import type { Failure, FailureError } from '../../shared/run/failure';
import type { SourceHeader } from '../../shared/run/run';
import { SharedObjects } from '../../shared/values/sharedObjects';
import type { FoundFile } from '../fs/findFiles';
import { mapConcurrently } from '../fs/mapConcurrently';
import type { UpToDateBatch } from '../results/upToDateBatch';
import { type ProbedSource, probeSource, type WantedSource } from './probeSource';

/** Reads the headers of many files, a batch at a time, in this process or in worker threads. */

/** Some files whose headers are read by a worker, in columns: a message of 100,000 objects would take longer than reading their files. */
export interface ProbeBatch {
  readonly paths: readonly string[];
  /** 1 for a file that was selected itself. */
  readonly explicit: Uint8Array<ArrayBuffer>;
}

/** What a worker found out about a batch. Images with equal headers share one. */
export interface ProbedBatch {
  readonly bytes: Float64Array<ArrayBuffer>;
  readonly mtimes: Float64Array<ArrayBuffer>;
  readonly inos: Float64Array<ArrayBuffer>;
  readonly headers: readonly SourceHeader[];
  /** The index of each file's header; of a file without one, any. */
  readonly headerOf: Uint32Array<ArrayBuffer>;
  readonly failures: readonly (readonly [index: number, failure: Failure])[];
  /** Indexes of files whose failures may be those of other files. */
  readonly doubtful: readonly number[];
}

/** Decides which work goes on at the same time. */
export interface Exclusion {
  together<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Works while nothing else does. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** Probing in worker threads. */
export interface ProbingElsewhere {
  /** Must not reject because of a file. */
  probe(batch: ProbeBatch): Promise<ProbedBatch>;
  /** Looks for sources whose outputs are up to date. */
  upToDate(batch: UpToDateBatch): Promise<Float64Array<ArrayBuffer>>;
  /** Batches that are in progress at the same time. */
  readonly atOnce: number;
  readonly gate: Exclusion;
  /** Whether it probes few files as well. */
  readonly isRequired?: boolean;
}

/** Files of a batch. */
const batchFiles = 64;
/** So many files are probed here: for them it would take longer to wait for the worker threads to start. */
const mostProbedHere = 512;

/** A failure without what a message would lose: of an Error, only what every error has arrives. */
function plainFailure({ code, message, format }: Failure): Failure {
  return { code, message, ...(format !== undefined && { format }) };
}

const noSignal = new AbortController().signal;

/** Probes a batch, in a worker thread. Never rejects. */
export async function probeBatch({ paths, explicit }: ProbeBatch): Promise<ProbedBatch> {
  const files = paths.map((path, index): WantedSource => ({ path, explicit: explicit[index] === 1 }));
  const probed = await mapConcurrently(files, probeSource, noSignal, () => {});
  const shared = new SharedObjects<SourceHeader>();
  const indexes = new Map<SourceHeader, number>();
  const [bytes, mtimes, inos] = [new Float64Array(files.length), new Float64Array(files.length), new Float64Array(files.length)];
  const headerOf = new Uint32Array(files.length);
  const failures: [number, Failure][] = [];
  const doubtful: number[] = [];
  for (const [index, each] of probed.entries()) {
    bytes[index] = each.bytes;
    if ('failure' in each) {
      failures.push([index, plainFailure(each.failure)]);
      if (isDoubtful(each)) doubtful.push(index);
      continue;
    }
    mtimes[index] = each.mtimeMs;
    inos[index] = each.ino;
    const header = shared.share(each.header);
    if (!indexes.has(header)) indexes.set(header, indexes.size);
    headerOf[index] = indexes.get(header) as number;
  }
  return { bytes, mtimes, inos, headers: [...indexes.keys()], headerOf, failures, doubtful };
}

function isDoubtful(probed: ProbedSource): boolean {
  return 'failure' in probed && (probed.failure as Partial<FailureError>).doubtful === true;
}

/** Probes doubtful files again, each alone. @param gate without it, nothing else is in progress */
async function probeAgain(
  files: readonly FoundFile[],
  probed: ProbedSource[],
  doubtful: readonly number[],
  gate: Exclusion | undefined,
): Promise<ProbedSource[]> {
  for (const index of doubtful) {
    const again = () => probeSource(files[index] as FoundFile);
    probed[index] = await (gate ? gate.alone(again) : again());
  }
  return probed;
}

/** Who reads headers, and hears of it. */
export interface Probing {
  /** Probes many files in parallel; without it, all are probed here. */
  readonly elsewhere?: ProbingElsewhere;
  /** Called now and then, as a sign of life: a disk may be slow. */
  onReading?(): void;
}

async function probeHere(files: readonly FoundFile[], { elsewhere, onReading }: Probing, signal: AbortSignal): Promise<ProbedSource[]> {
  const gate = elsewhere?.gate;
  const probe = () => mapConcurrently(files, probeSource, signal, () => onReading?.());
  const probed = await (gate ? gate.together(probe) : probe());
  const doubtful = probed.flatMap((each, index) => (isDoubtful(each) ? [index] : []));
  return probeAgain(files, probed, doubtful, gate);
}

async function probeThere(
  files: readonly FoundFile[],
  { probe, gate }: ProbingElsewhere,
  shared: SharedObjects<SourceHeader>,
): Promise<ProbedSource[]> {
  const explicit = Uint8Array.from(files, (file) => Number(file.explicit));
  const { bytes, mtimes, inos, headers, headerOf, failures, doubtful } = await probe({ paths: files.map(({ path }) => path), explicit });
  const own = headers.map((header) => shared.share(header));
  const failureOf = new Map(failures);
  const probed = files.map((_, index): ProbedSource => {
    const size = bytes[index] as number;
    const failure = failureOf.get(index);
    if (failure) return { bytes: size, failure };
    const header = own[headerOf[index] as number] as SourceHeader;
    return { bytes: size, mtimeMs: mtimes[index] as number, ino: inos[index] as number, header };
  });
  return probeAgain(files, probed, doubtful, gate);
}

/** Probes files batch by batch, in their order. */
export async function* probeInBatches(files: readonly FoundFile[], probing: Probing, signal: AbortSignal): AsyncGenerator<ProbedSource[]> {
  const { elsewhere, onReading } = probing;
  const shared = new SharedObjects<SourceHeader>();
  const there = elsewhere?.isRequired || files.length > mostProbedHere ? elsewhere : undefined;
  const probe = (batch: readonly FoundFile[]) => (there ? probeThere(batch, there, shared) : probeHere(batch, probing, signal));
  const ahead: Promise<ProbedSource[]>[] = [];
  for (let at = 0; at < files.length || ahead.length > 0; ) {
    while (at < files.length && ahead.length < (there?.atOnce ?? 1)) {
      const batch = probe(files.slice(at, at + batchFiles));
      // After an error in an earlier batch nobody waits for this one.
      batch.then(
        () => onReading?.(),
        () => {},
      );
      ahead.push(batch);
      at += batchFiles;
    }
    yield await (ahead.shift() as Promise<ProbedSource[]>);
    signal.throwIfAborted();
  }
}
