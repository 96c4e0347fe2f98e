// Collects the licenses of the packages in the bundles, from the inputs that esbuild reports.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const packagePath = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** Packages whose files are copied as they are, which esbuild does not report. */
const copied = ['@jsquash/oxipng', '@jsquash/jxl', '@cornerstonejs/codec-openjpeg', 'icodec', 'libheif-js'];

/** Libraries inside packages, whose licenses those do not contain. Their own files are in media/licenses. */
const inside = [
  ['OpenJPEG, in @cornerstonejs/codec-openjpeg (BSD-2-Clause)', 'openjpeg.txt'],
  ['libjxl, in icodec and @jsquash/jxl (BSD-3-Clause)', 'libjxl.txt'],
];

function licenseOf(folder) {
  const name = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  return name === undefined ? 'The package contains no license text.' : readFileSync(join(folder, name), 'utf8').trim();
}

/** The licenses of packages. @param {string} root @param {Iterable<string>} names */
function licenses(root, names) {
  return [...names].sort().flatMap((name) => {
    const folder = join(root, 'node_modules', name);
    if (!existsSync(folder)) return [];
    const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return [`${name} ${version} (${license})\n\n${licenseOf(folder)}\n`];
  });
}

/** The packages in bundles. @param {import('esbuild').Metafile[]} metafiles */
function bundled(metafiles) {
  const inputs = metafiles.flatMap(({ inputs: taken }) => Object.keys(taken));
  return new Set(inputs.flatMap((path) => packagePath.exec(path)?.[1] ?? []));
}

const separator = `\n${'-'.repeat(80)}\n\n`;

/** Of the package for several computers. @param {string} root @param {import('esbuild').Metafile[]} metafiles */
export function clusterNotices(root, metafiles) {
  return ['assetmill-cluster contains code from these packages.\n', ...licenses(root, bundled(metafiles))].join(separator);
}

/** Of Assetmill itself. @param {string} root @param {import('esbuild').Metafile[]} metafiles */
export function notices(root, metafiles) {
  const sections = licenses(root, new Set([...bundled(metafiles), ...copied]));
  const head =
    'Assetmill contains code from these packages. oxipng itself, inside @jsquash/oxipng, is (c) Joshua Holmer and others, MIT license. libheif and libde265, inside libheif.wasm, are (c) Dirk Farin and struktur AG under the LGPL 3.0, whose text is in libheif-LICENSE.txt; their source is at https://github.com/strukturag/libheif and https://github.com/catdad-experiments/libheif-emscripten, and the file can be replaced by another build.\n';
  const libraries = inside.map(([name, file]) => `${name}\n\n${readFileSync(join(root, 'media', 'licenses', file), 'utf8').trim()}\n`);
  return [head, ...sections, ...libraries].join(separator);
}
