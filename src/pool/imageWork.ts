import sharp from 'sharp';
import { Journal } from '../engine/commit/journal';
import { diagnose } from '../engine/formats/diagnose';
import { sampleTasks } from '../engine/process/estimateTasks';
import { processTask } from '../engine/process/processTask';
import { renderPreview } from '../engine/render/renderPreview';
import { renderThumbnail } from '../engine/render/renderThumbnail';
import type { LibraryVersions } from '../shared/protocol/poolProtocol';
import type { Estimate, Outcome, PreviewFiles, PreviewRequest, RunSetup, Task, ThumbnailRequest } from '../shared/run/run';
import type { PixelSize } from '../shared/values/pixelSize';

/** What a worker thread does with the image library. Loaded when it is first asked for: who only reads files starts without it. */

// Parallelism comes from the files in flight; a cache would only hold memory, and file handles on Windows.
sharp.concurrency(1);
sharp.cache(false);

/** Images to process. */
export interface ImageChunk {
  readonly setup: RunSetup;
  readonly tasks: readonly Task[];
}

/** Decodes and encodes one pixel; throws where the native library does not fit. */
export async function probe(): Promise<LibraryVersions> {
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  await sharp(pixel).raw().toBuffer();
  return { sharp: sharp.versions.sharp, libvips: sharp.versions.vips };
}

/** Tries a recipe on one image. Rejects with a sentence that names the true cause. */
export function preview(request: PreviewRequest): Promise<PreviewFiles> {
  return renderPreview(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Makes a small image. Rejects with a sentence that names the true cause. */
export function thumbnail(request: ThumbnailRequest): Promise<PixelSize> {
  return renderThumbnail(request).catch(async (error) => {
    throw await diagnose(request.source, error);
  });
}

/** Tries a recipe on some tasks. */
export function sample({ setup, tasks }: ImageChunk): Promise<Estimate> {
  return sampleTasks(setup, tasks);
}

let journal: Journal | undefined;

function journalOf(directory: string): Journal {
  if (journal?.directory !== directory) {
    journal?.close();
    journal = new Journal(directory);
  }
  return journal;
}

/** Makes the outputs of a task. @param errors takes what is behind a failure, for the log */
export function processImage(task: Task, setup: RunSetup, worker: number, errors: string[]): Promise<Outcome> {
  const context = { setup, journal: journalOf(setup.directory), worker };
  return processTask(task, context, (error) => errors.push(`${task.source}: ${(error as Error)?.stack ?? error}`));
}
