import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { projectRoot } from '../../host/paths';
import type { ParserName } from './parsers';

/** What fuzzing begins with. */

/** Inputs that reach everything that fuzzing found, by parser. */
export const corpusFolder = join(projectRoot, 'test/torture/corpus');
const images = join(projectRoot, 'test/corpus/files');
const largestBytes = 16_000;

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name)).sort();
}

/** The committed inputs of a parser. @param folder of all of them */
export function corpusOf(parser: ParserName, folder = corpusFolder): Buffer[] {
  return filesIn(join(folder, parser)).map((path) => readFileSync(path));
}

const extensions: Readonly<Partial<Record<ParserName, readonly string[]>>> = {
  png: ['.png'],
  gif: ['.gif'],
  webp: ['.webp'],
  jpeg: ['.jpg', '.jpeg'],
  tiff: ['.tif', '.tiff'],
  ico: ['.ico'],
  avif: ['.avif'],
};

/** How blocks of metadata begin inside of images, and the bytes before the block. */
const blocks: Readonly<Partial<Record<ParserName, readonly [start: string, skipped: number]>>> = {
  exif: ['Exif\0\0', 6],
  xmp: ['<x:xmpmeta', 0],
  photoshop: ['8BIM', 0],
};

const texts: Readonly<Partial<Record<ParserName, readonly string[]>>> = {
  checksums: [
    'd41d8cd98f00b204e9800998ecf8427e  a.jpg\n',
    '\\d41d8cd98f00b204e9800998ecf8427e *a\\nb\\\\.jpg\r\n',
    'MD5 (a (1).jpg) = d41d8cd98f00b204e9800998ecf8427e\n',
    'a.jpg 352441c2\n; b.jpg\n352441c2\n',
    'MD5 hash of a.jpg:\nd4 1d 8c d9 8f 00 b2 04 e9 80 09 98 ec f8 42 7e\nCertUtil: -hashfile\n',
    '#md5#a.jpg#2008.02.13@14:21\nd41d8cd98f00b204e9800998ecf8427e\n',
  ],
  recipe: [
    '{"steps":[{"operation":"resize","longEdge":10}],"outputs":[{"format":"webp","quality":80,"folder":"out","name":"{name}-{width}"}]}',
    '{"steps":[{"operation":"crop","width":10,"height":10},{"operation":"watermark","image":"a.png"}],"replace":true,"metadata":"strip"}',
    '{"include":["*.jpg"],"overrides":[{"include":["a/**"],"steps":{"0":{"longEdge":5}},"outputs":{"0":{"quality":5}}}],"steps":[{"operation":"resize","longEdge":10}]}',
  ],
  journal: [
    '\n{"action":"create","task":1,"path":"/a","sha256":"0"}\n',
    '\n{"action":"replace","task":1,"path":"/a","sha256":"0","original":{"kept":"originals/1","sha256":"1","mode":33188,"mtimeMs":1}}\n',
    '\n{"action":"remove","task":2,"path":"/b","original":{"kept":"originals/2","sha256":"1","mode":33188,"mtimeMs":1}}\n',
    '\n{"action":"folder","path":"/o"}\n\n{"action":"temp","path":"/t"}\n\n{"action":"create","task":1,"path":"/a","sha256":"0"}\n\n{"action":"withdraw","task":1,"path":"/a"}\n',
  ],
  shard: [
    '{"folder":"/f","results":{"keys":[""],"keyOf":[0],"names":["a.jpg"],"links":["/f/b.jpg"],"sizes":[1],"times":[2],"inodes":[3],"digests":["d"]},"sources":{"keys":["k"],"keyOf":[0],"names":["a.jpg"],"links":["/f/c.jpg"],"sizes":[1],"times":[2],"inodes":[3],"digests":[""]}}',
  ],
  lock: [
    '{"version":1,"files":{"a.jpg":{"k":{"sha256":"0","outputs":{"b.jpg":"1","../c":"2"}}},"d/e.png":{"k":{"sha256":"0","outputs":{}}}}}',
  ],
  ignore: ['*.jpg\n!a.jpg\n/sub/\n# c\n**/b/**\n[a-c]?.png\n', '{a,b}*.jpg\n{1..3}.png\n@(a|b)\n\\#x\n\\ \n'],
};

const words: Readonly<Partial<Record<ParserName, readonly string[]>>> = {
  png: [
    'IHDR',
    'IDAT',
    'IEND',
    'tEXt',
    'zTXt',
    'iTXt',
    'eXIf',
    'pHYs',
    'tRNS',
    'acTL',
    'XML:com.adobe.xmp\0',
    'Raw profile type exif\0\nexif\n 8\n4578696600004d4d',
  ],
  gif: ['GIF89a', '!\xf9\x04', '!\xff\x0bNETSCAPE2.0', '!\xfe', ',', ';', '\0'],
  webp: ['RIFF', 'WEBP', 'VP8X', 'VP8 ', 'VP8L', 'ANIM', 'ANMF', 'ICCP', 'EXIF', 'XMP '],
  jpeg: [
    '\xff\xd8',
    '\xff\xe1',
    '\xff\xe2',
    '\xff\xed',
    '\xff\xda',
    '\xff\xd9',
    '\xff\xc0',
    'Exif\0\0',
    'JFIF\0',
    'ICC_PROFILE\0',
    'MPF\0',
    'Photoshop 3.0\x008BIM',
  ],
  tiff: ['II*\0', 'MM\0*', '\x11\x01', '\x17\x01', '\x4a\x01', '\x69\x87', '\x25\x88'],
  exif: [
    'II*\0\x08\0\0\0',
    'MM\0*\0\0\0\x08',
    '\x12\x01',
    '\x4a\x01',
    '\x69\x87',
    '\x25\x88',
    '\x98\x82',
    '\x01\x02',
    '\xff\xd8\xff\xdb',
    '\x7c\x92',
  ],
  xmp: [
    '<exif:GPSLatitude>',
    '</exif:GPSLatitude>',
    'xmlns:',
    'xmpGImg:image',
    'Thumbnails',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '?>',
    'tiff:Orientation="6"',
    '"',
    "'",
    ' ',
    '=',
  ],
  photoshop: ['8BIM', '\x04\x0c', '\x04\x09', '\x04\x22', '\x04\x24'],
  avif: ['ftyp', 'meta', 'iinf', 'infe', 'iloc', 'iref', 'ipma', 'ipco', 'pitm', 'Exif', 'thmb', 'mime', 'mdat', 'idat'],
  checksums: ['SHA256 (', ') = ', ' *', '\\', '\n', '\r', '\t', '\0', '\ufeff', './', '#', ';'],
  recipe: [
    '"replace":true',
    '"conflict":"number"',
    '"overrides":[',
    '"name":"{index}"',
    '"operation":"trim"',
    '"format":"ico"',
    'null',
    '1e999',
    '-1',
    '[]',
    '{}',
    '"__proto__":',
  ],
  journal: ['"action":"withdraw"', '"original":null', '"original":', 'null', '../', '"kept":"originals/..', '[]', '{}', '1e999', '\n'],
  shard: ['null', '[]', '{}', '"a.jpg"', '"__proto__"', '0', '1e999', '""'],
  lock: ['null', '[]', '{}', '"a.jpg"', '"__proto__":', '"constructor":', '0', '""', '<<<<<<<'],
  ignore: ['**', '*', '?', '[', ']', '!', '{', '}', ',', '..', '(', ')', '|', '@', '+', '\\', '/', '\n'],
};

function latin1(list: readonly string[] = []): Buffer[] {
  return list.map((text) => Buffer.from(text, 'latin1'));
}

/** A block inside of an image. */
function blocksIn(image: Buffer, [start, skipped]: readonly [string, number]): Buffer[] {
  const at = image.indexOf(start, 0, 'latin1');
  return at < 0 ? [] : [image.subarray(at + skipped, at + 3000)];
}

/** Inputs to begin with, the committed ones among them. */
export function seedsOf(parser: ParserName): Buffer[] {
  const found = filesIn(images).map((path) => ({ extension: extname(path).toLowerCase(), bytes: readFileSync(path) }));
  const wanted = extensions[parser] ?? [];
  const block = blocks[parser];
  return [
    ...corpusOf(parser),
    ...latin1(texts[parser]),
    ...found.filter(({ extension, bytes }) => wanted.includes(extension) && bytes.length <= largestBytes).map(({ bytes }) => bytes),
    ...(block ? found.flatMap(({ bytes }) => blocksIn(bytes, block)) : []),
  ];
}

/** What has a meaning in the format of a parser. */
export function wordsOf(parser: ParserName): Buffer[] {
  return latin1(words[parser]);
}
