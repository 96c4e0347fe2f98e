import type { FaultPlace, Said } from './faultPlace';

/** What is going on when a call fails, and what must hold afterward. */

export const replace = ['resize', '--percent', '50', '--replace', 'images'];
export const newFiles = ['resize', '--percent', '50', '--out', 'out', '--manifest', 'out/manifest.txt', 'images'];

export interface Moment {
  readonly name: string;
  /** What comes before. */
  prepare(place: FaultPlace): Promise<void>;
  /** The call that a fault is injected into. */
  readonly command: readonly string[];
  /** The run behind it. */
  readonly run: readonly string[];
}

async function succeed(place: FaultPlace, ...calls: readonly (readonly string[])[]): Promise<void> {
  for (const args of calls) {
    const { code, text } = await place.call(args);
    if (code !== 0) throw new Error(`${args.join(' ')}: ${text}`);
  }
}

export const moments: readonly Moment[] = [
  { name: 'replace', prepare: async () => {}, command: replace, run: replace },
  { name: 'replace with copies', prepare: async (place) => place.linkImages(), command: replace, run: replace },
  { name: 'new files', prepare: async () => {}, command: newFiles, run: newFiles },
  { name: 'undo', prepare: (place) => succeed(place, replace), command: ['undo', '--yes'], run: replace },
  { name: 'undo of new files', prepare: (place) => succeed(place, newFiles), command: ['undo', '--yes'], run: newFiles },
  { name: 'redo', prepare: (place) => succeed(place, replace, ['undo', '--yes']), command: ['redo'], run: replace },
  {
    name: 'resume',
    prepare: async (place) => {
      await place.call(replace, { nth: 2, error: 'kill', calls: 'rename', path: `${place.images}/` });
    },
    command: ['resume'],
    run: replace,
  },
  { name: 'up to date', prepare: (place) => succeed(place, newFiles), command: newFiles, run: newFiles },
];

/** What is known before the faults of a moment. */
export interface Known {
  readonly moment: Moment;
  /** Digests of the images, by path: before anything, and after the whole run. */
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
}

/** Prepares a moment and keeps the state before it as `before`. */
export async function prepareMoment(place: FaultPlace, moment: Moment): Promise<Known> {
  await place.reset();
  const before = place.imageDigests();
  await succeed(place, moment.run);
  const after = place.imageDigests();
  await place.reset();
  await moment.prepare(place);
  place.save('before');
  return { moment, before, after };
}

function sameRecords(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What is wrong with the words of a call. */
export function wordFaults({ args, code, text }: Said): string[] {
  const [command] = args;
  const faults: string[] = [];
  if (/^ +at /m.test(text)) faults.push(`${command} prints a stack trace`);
  if (/\bE[A-Z]{2,}\b/.test(text) || /\binternal\b/.test(text)) faults.push(`${command} prints a raw error`);
  if (code === null) faults.push(`${command} hangs or was killed`);
  else if (code !== 0 && !/[a-z]{3,}[^.]*[.:]/i.test(text)) faults.push(`${command} fails without a word`);
  return faults.map((fault) => `${fault}: ${text.trim()}`);
}

/** What is wrong right after a fault. */
export function filesFaults(place: FaultPlace, { before, after }: Known): string[] {
  const faults: string[] = [];
  const now = place.imageDigests();
  const known = new Set([...Object.values(before), ...Object.values(after)]);
  for (const [path, digest] of Object.entries(now))
    if (!known.has(digest) && !path.includes('/.assetmill-')) faults.push(`${path} is partial`);
  const kept = place.keptDigests();
  for (const [path, digest] of Object.entries(before)) if (now[path] !== digest && !kept.has(digest)) faults.push(`${path} is lost`);
  return [...faults, ...place.tornTexts().map((text) => `${text} is torn`)];
}

/** Resumes, undoes, runs again, and undoes. @returns what does not work */
export async function recoveryFaults(place: FaultPlace, { moment, before, after }: Known, faulted: Said): Promise<string[]> {
  const faults: string[] = [];
  const say = async (...args: string[]) => {
    const said = await place.call(args);
    faults.push(...wordFaults(said));
    return said;
  };
  if (place.isInterrupted()) await say('resume');
  let hasUndone = false;
  // One of before the fault, and the one that was resumed.
  for (let count = 0; count < 3; count += 1) {
    const { code, text } = await say('undo', '--yes');
    if (code !== 0) faults.push(`undo fails afterward: ${text.trim()}`);
    if (text.includes('There is no run to undo')) break;
    if (moment.command[0] === 'undo' && faulted.code === 0) faults.push(`what was undone is undone again: ${text.trim()}`);
    hasUndone = true;
    if (sameRecords(place.imageDigests(), before)) break;
  }
  if (!sameRecords(place.imageDigests(), before)) faults.push('undo does not restore everything');
  const again = await say(...moment.run, '--force');
  if (again.code !== 0) faults.push(`the next run fails: ${again.text.trim()}`);
  if (!sameRecords(place.imageDigests(), after)) faults.push('the next run does not make everything');
  const left = place.leftovers();
  if (left.length > 0) faults.push(`left: ${left.join(', ')}`);
  if (hasUndone) return faults;
  const last = await say('undo', '--yes');
  if (last.code !== 0 || !sameRecords(place.imageDigests(), before)) faults.push(`the last undo fails: ${last.text.trim()}`);
  return faults;
}
