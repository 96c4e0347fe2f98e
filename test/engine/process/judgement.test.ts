import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkImage, type ImageProblem } from '../../../src/engine/inspect/checkImage';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { corpora, ownCorpus } from '../fixtures/corpus';
import { filesIn, longEdge, run, temporaryFolder } from '../fixtures/runs';

/** Every command judges a file alike: what it is, whether it can be decoded, and with which remarks. */

/** What a file is judged to be: whole, or the code of what is wrong with it. */
type Judgements = Record<string, string>;

/** Codes that say what a command would lose, not what the file is. */
const ofTheCommand: ReadonlySet<string> = new Set([
  'already-fits',
  'drawing',
  'larger',
  'animation-lost',
  'pages-lost',
  'read-only-format',
  'metadata-kept',
]);

function judged(code: string | undefined): string {
  return code === undefined || ofTheCommand.has(code) ? 'whole' : code;
}

const checks = new Map<string, Promise<ImageProblem | undefined>>();

/** Checks a file, once for all commands. */
function checkOnce(path: string): Promise<ImageProblem | undefined> {
  const check = checks.get(path) ?? checkImage(path);
  checks.set(path, check);
  return check;
}

/** A wrong extension says nothing about the content. */
async function checkedAs(path: string): Promise<string> {
  const problem = await checkOnce(path);
  if (problem?.code !== 'mislabeled') return judged(problem?.code);
  return problem.message.includes('not supported') ? 'unsupported' : 'whole';
}

async function checkedIn(corpus: string, paths: readonly string[]): Promise<Judgements> {
  const found: Judgements = {};
  for (const path of paths) found[path] = await checkedAs(join(corpus, path));
  return found;
}

const commands: readonly (readonly [name: string, profile: (folder: string) => Profile])[] = [
  ['resizing', (folder) => longEdge(24, { outputs: [{ folder, frames: 'first' }] })],
  ['converting', (folder) => ({ outputs: [{ folder, format: 'png', frames: 'first' }] })],
  ['stripping', (folder) => ({ metadata: 'strip', outputs: [{ folder }] })],
];

/** Words of libraries, of which none may reach people. */
const rawWords =
  /failOn|Input (?:file|buffer)|VipsJpeg|vips|tiff2|libpng|heif:|webp:|gifload|svgload|bad seek|treated as error|error in tile|XML parse|Error:|undefined|0x[0-9a-f]/i;

function expectPlainWords(text: string, source: string): void {
  expect(text, source).not.toMatch(rawWords);
  expect(text, source).not.toContain(dirname(source));
  expect(text.replace(basename(source), ''), source).not.toMatch(/[/\\]\w+[/\\]/);
}

/** Photos of one scene in nine orientations: upright and turned ones say what the others would. */
const furtherOrientations = '**/{Landscape,Portrait}_[0234578].jpg';

describe.each(corpora)('%s', (_, corpus) => {
  test.each(commands)('%s judges each file like a check, in plain words', async (_name, profile) => {
    const out = temporaryFolder();
    const request = { allowedFolders: [out], excludeGlobs: [furtherOrientations] };
    const { entries, outcomes } = await run(corpus, profile(out), request);
    const ends = [...entries.flatMap((entry) => ('code' in entry ? [entry] : [])), ...outcomes];
    const found = Object.fromEntries(
      ends.map(({ source, code }) => [relative(corpus, source).replaceAll('\\', '/'), judged(code)] as const),
    );
    expect(found).toEqual(await checkedIn(corpus, Object.keys(found)));

    const failures = ends.filter(({ code }) => code !== undefined && code !== 'already-fits');
    const broken = filesIn(corpus).filter((path) => path.startsWith('broken/')).length;
    expect(failures.length).toBeGreaterThan(broken);
    for (const { source, message = '' } of failures) {
      expectPlainWords(message, source);
      expectPlainWords((await checkOnce(source))?.message ?? '', source);
    }
  });
});

const ignored = /They were ignored\.$/;

test.each<[name: string, note: RegExp]>([
  ['stray-bytes.jpg', ignored],
  ['bytes-before.jpg', ignored],
  ['map.tif', ignored],
  ['unknown-tag.tif', ignored],
  ['no-extra-samples.tif', ignored],
  ['gray-floats.tif', /0 is black, 1 is white, and values outside were clipped\.$/],
  ['lab.tif', /^Lab became RGB\.$/],
  ['wrong-text-checksum.png', /The pixels are intact\.$/],
])('%s is processed, with a note', async (name, note) => {
  const profile = longEdge(12, { outputs: [{ folder: temporaryFolder(), format: 'png' }] });
  const { outcomes } = await run(ownCorpus, profile, {
    selection: [join(ownCorpus, 'tolerated', name)],
    allowedFolders: [profile.outputs?.[0]?.folder as string],
  });
  expect(outcomes).toMatchObject([{ status: 'done', notes: expect.arrayContaining([expect.stringMatching(note)]) }]);
});

test.each<[name: string, code: string]>([
  ['stray-bytes-cut.jpg', 'truncated'],
  ['bytes-before-cut.jpg', 'truncated'],
  ['map-damaged.tif', 'corrupt'],
  ['gray-floats-cut.tif', 'corrupt'],
  ['planar-tiles.tif', 'unsupported'],
  ['no-main-image.avif', 'unsupported'],
])('%s fails all the same', async (name, code) => {
  const path = join(ownCorpus, 'broken', name);
  await expect(checkImage(path)).resolves.toMatchObject({ code });
  const folder = temporaryFolder();
  const { entries, outcomes } = await run(ownCorpus, longEdge(12, { outputs: [{ folder }] }), {
    selection: [path],
    allowedFolders: [folder],
  });
  expect([...outcomes, ...entries].find((each) => 'code' in each)).toMatchObject({ status: 'failed', code });
});
