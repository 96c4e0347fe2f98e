import { digestAlgorithms } from '../../shared/checksums/digestAlgorithms';
import { similarityThresholds } from '../../shared/duplicates/similarity';
import { filterNames } from '../../shared/recipe/filters';
import { conflicts, manifestFormats, metadataPolicies } from '../../shared/recipe/options';
import { fits } from '../../shared/recipe/schema/geometryOperations';
import { stepKinds } from '../../shared/recipe/schema/steps';
import { readOrders } from '../../shared/run/inspection';
import { outputFormats } from '../../shared/values/formats';
import { markupKinds } from '../../shared/values/markup';

function wrapped(words: readonly string[], indent: string, width = 96): string {
  const lines = [''];
  for (const word of words) {
    const last = lines.length - 1;
    if (`${lines[last]}${word} `.length > width) lines.push('');
    lines[lines.length - 1] += `${word} `;
  }
  return lines.map((line) => line.trimEnd()).join(`\n${indent}`);
}

/** What `assetmill --help` prints. */
export const usage = `assetmill: bulk asset processing

  assetmill resize SIZE [options] PATH...      resize images; folders are walked
  assetmill convert --format F [options] PATH...   write them in another format
  assetmill optimize [options] PATH...         the smallest files of the same look
  assetmill filter NAME [--intensity N] PATH...    one filter, 1 to 100
  assetmill thumbnails [--size N] PATH...      PNGs that fit into N x N pixels (default 200)
  assetmill responsive [--widths N,N] [--format F,F] PATH...   sets for <picture>
  assetmill strip [--metadata POLICY] PATH...  take metadata out
  assetmill apply --step STEP... PATH...       any operations, in order
  assetmill run PROFILE [options] PATH...      run a profile of assetmill.profiles
  assetmill hash [--algorithm A[,A]] [--output FILE] PATH...   digests of files of any kind, as lines that
                                               sha256sum -c and its kin accept
  assetmill verify FILE                        check the files that a checksum file lists
  assetmill dupes [--pixels | --similar] PATH...   groups of files with the same bytes, of images that show
                                               the same, or of images that look alike
  assetmill check PATH...                      images that are broken, cut off or named wrongly
  assetmill undo                               take back the last run that is not undone yet

SIZE is one of
  --long-edge N, --short-edge N   one side, in pixels
  --width N, --height N           a box; with --fit ${fits.join(', ')} (default inside)
  --percent N, --megapixels N

STEP is an operation with its parameters: blur:sigma=2, crop:aspectRatio=16:9,gravity=north, flip,
  or a JSON object; the README says what each takes. Operations:
  ${wrapped(stepKinds, '  ')}
Filters:
  ${wrapped(filterNames, '  ')}

What is written
  --step STEP       do this, too; may be given again
  --format F[,F]    ${outputFormats.join(', ')} (default: as the source)
  --quality N       1 to 100, for JPEG, WebP, AVIF and TIFF
  --set KEY=VALUE   any other parameter of an output, such as --set lossless=true; may be given again
  --widths N,N      a file for each width, from one decoded image; --densities 1,2,3 likewise
  --max-bytes N     lower the quality, then the size, until the file is no larger
  --never-larger    keep the source where the result would be larger
  --enlarge         also enlarge what is smaller
  --metadata P      ${metadataPolicies.join(', ')} (default keep)
  --color-profile P   keep, srgb, p3, strip (default keep)
  --keep-timestamps

Where to
  --out DIR         write into a folder; the tree is mirrored (default: beside the source)
  --replace         replace the sources; "assetmill undo" gives them back
  --name TEMPLATE   name of the new file, such as {name}-{width} or {pixelDigest:16}
  --conflict C      ${conflicts.join(', ')} (default unique)
  --manifest FILE   a list of the new files: --manifest-format ${manifestFormats.join(', ')};
                    --manifest-digest bytes, pixels
  --markup FILE     markup for them: --markup-kind ${markupKinds.join(', ')}
  --settings FILE   settings.json with assetmill.profiles (default: the nearest .vscode/settings.json)
  --include GLOB, --exclude GLOB   which files of folders; may be given again
  --no-ignore       also take what .gitignore leaves out
  --allow-outside DIR   also write into this folder, when a link or a profile leads there

Digests
  --algorithm A     ${digestAlgorithms.join(', ')} (default sha256); several from one inspection
  --output FILE     write a checksum file (default: standard output); its paths start from its folder
  --tag             lines such as SHA256 (name) = digest; the default with several algorithms
  --no-cache        read files again whose digests are known from before
  --order O         ${readOrders.join(', ')}: how files are read (default auto: by the kind of disk)

Duplicates
  --threshold N     how different images that look alike may be: ${similarityThresholds.least} to ${similarityThresholds.most} (default ${similarityThresholds.usual})
  --turned          rotated and mirrored images are alike, too

How
  --workers N       default: the number of cores
  --timeout S       most seconds for one file (default 300)
  --dry-run         show what would be done; nothing is written
  --json            one JSON object per outcome on a line (of dupes, per group), then a summary; the README
                    says what is in them
  --help, --version

Exit code: 0 all well, 1 some files failed, 2 the call was wrong or nothing could be done.`;
