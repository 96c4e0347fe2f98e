import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { argv } from 'node:process';
import { projectRoot as root } from '../host/paths';
import { mutated } from './mutations';

/**
 * Damages images of the corpora and compares what `assetmill check` says of them with two other judges: libvips' tool (for JPEGs that
 * of libjpeg, which reads them to their end) and ImageMagick's.
 * Arguments: the number of files (10,000), the seed (1), and a folder in which to keep them.
 */

type Verdict = 'fine' | 'damaged';

const vips = '/usr/bin/vips';
const djpeg = '/usr/bin/djpeg';
const magick = '/usr/bin/identify';
const extensions: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.gif', '.webp', '.tif', '.tiff', '.avif']);
const jpegs: ReadonlySet<string> = new Set(['.jpg', '.jpeg']);
const paged: ReadonlySet<string> = new Set(['.gif', '.webp', '.tif', '.tiff']);
/** Codes that say nothing about damage. */
const otherCodes: ReadonlySet<string> = new Set(['mislabeled', 'unsupported', 'too-many-pixels']);
const corpora = [join(root, 'test/corpus/files'), process.env.ASSETMILL_CORPUS ?? join(root, '../shared/corpus')];
const largestBytes = 400_000;

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** What a program says of a file by its exit code. */
function saysOf(program: string, ...args: readonly string[]): Verdict {
  return spawnSync(program, args, { stdio: 'ignore', timeout: 60_000 }).status === 0 ? 'fine' : 'damaged';
}

function decoderVerdict(path: string): Verdict {
  if (jpegs.has(extname(path))) return saysOf(djpeg, '-outfile', '/dev/null', path);
  const options = paged.has(extname(path)) ? 'n=-1,fail-on=warning' : 'fail-on=warning';
  return saysOf(vips, 'avg', `${path}[${options}]`);
}

function judgesOf(path: string): readonly [decoder: Verdict, magick: Verdict] {
  return [decoderVerdict(path), saysOf(magick, '-regard-warnings', '-verbose', path)];
}

interface CheckedFile {
  readonly source?: string;
  readonly status?: string;
  readonly code?: string;
}

/** What `assetmill check` says of the files of a folder. */
function checksOf(folder: string): readonly CheckedFile[] {
  const cli = join(root, 'dist/cli.cjs');
  const { stdout } = spawnSync(process.execPath, [cli, 'check', folder, '--json'], { encoding: 'utf8', maxBuffer: 1 << 30 });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as CheckedFile);
}

function writeMutated(folder: string, count: number, seed: number): void {
  const sources = corpora.flatMap(filesIn).filter((path) => extensions.has(extname(path)) && !path.includes('broken'));
  const small = sources.filter((path) => statSync(path).size > 64 && statSync(path).size < largestBytes);
  for (let index = 0; index < count; index += 1) {
    const source = small[index % small.length] as string;
    const { kind, bytes } = mutated(readFileSync(source), seed * 1_000_003 + index);
    writeFileSync(join(folder, `${String(index).padStart(5, '0')}-${kind}-${basename(source)}`), bytes);
  }
}

/** Compares verdicts, prints each difference, and counts by format. */
function compare(folder: string): void {
  const counts = new Map<string, { agreed: number; split: number; differed: number }>();
  for (const { source, status, code } of checksOf(folder)) {
    if (source === undefined || (code !== undefined && otherCodes.has(code))) continue;
    const own: Verdict = status === 'failed' ? 'damaged' : 'fine';
    const [byDecoder, byMagick] = judgesOf(source);
    const count = counts.get(extname(source)) ?? { agreed: 0, split: 0, differed: 0 };
    counts.set(extname(source), count);
    if (byDecoder !== byMagick) count.split += 1;
    else if (byDecoder === own) count.agreed += 1;
    else {
      count.differed += 1;
      console.log(`${basename(source)}: Assetmill says ${code ?? own}, both judges say ${byDecoder}`);
    }
  }
  for (const [format, { agreed, split, differed }] of [...counts].sort())
    console.log(`${format.slice(1)}: ${agreed} agreed, ${differed} differed, ${split} on which the judges differ from each other`);
}

function main(count = '10000', seed = '1', kept?: string): void {
  if (![vips, djpeg, magick].every(existsSync)) {
    console.log('Skipped: install libvips-tools, libjpeg-turbo-progs, and imagemagick to judge damaged files.');
    return;
  }
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'assetmill-mutations-'));
  mkdirSync(folder, { recursive: true });
  writeMutated(folder, Number(count), Number(seed));
  compare(folder);
  if (kept === undefined) rmSync(folder, { recursive: true, force: true });
}

main(...argv.slice(2));
