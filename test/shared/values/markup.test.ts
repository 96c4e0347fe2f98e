import { describe, expect, test } from 'vitest';
import { imageMarkupKinds, type MarkupFile, type MarkupImage, markup, mimeType } from '../../../src/shared/values/markup';

/** A file of an image with an aspect ratio of 3:2. */
function file(url: string, width: number, density?: number): MarkupFile {
  const extension = url.slice(url.lastIndexOf('.') + 1);
  const format = { jpg: 'jpeg', tif: 'tiff' }[extension] ?? extension;
  return { url, width, height: Math.round((width * 2) / 3), format, ...(density === undefined ? {} : { density }) };
}

function image(...files: MarkupFile[]): MarkupImage {
  return { alt: 'A pier', files };
}

const responsive = image(
  file('pier-1200.jpg', 1200),
  file('pier-600.jpg', 600),
  file('pier-600.webp', 600),
  file('pier-1200.webp', 1200),
  file('pier-1200.avif', 1200),
  file('pier-600.avif', 600),
);
const densities = image(
  file('logo@2x.png', 96, 2),
  file('logo.png', 48, 1),
  file('logo@1.5x.png', 72, 1.5),
  file('logo.webp', 48, 1),
  file('logo@2x.webp', 96, 2),
);
const awkward: MarkupImage = {
  alt: 'Tom & "Jerry" <b>[1]</b> *2* 猫',
  files: [file('my photos/it\'s "a" #1? (50%) [x] & 猫, é.jpg', 300)],
};
const awkwardUrl = 'my%20photos/it%27s%20%22a%22%20%231%3F%20%2850%25%29%20%5Bx%5D%20%26%20%E7%8C%AB%2C%20%C3%A9.jpg';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

function unescapeHtml(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function attributesOf(text: string): Record<string, string> {
  const attribute = /\s+([a-z]+)="((?:[^"&<>]|&(?:amp|lt|gt|quot);)*)"/g;
  expect(text.replace(attribute, '')).toBe('');
  const entries = [...text.matchAll(attribute)].map(([, name, value]) => [name as string, unescapeHtml(value as string)] as const);
  expect(new Set(entries.map(([name]) => name)).size, 'an attribute is there once').toBe(entries.length);
  return Object.fromEntries(entries);
}

/** Elements in the order of their start tags. Fails unless all are closed and nothing but whitespace is between them. */
function parseHtml(html: string): Element[] {
  const tag = /<(\/?)([a-z]+)((?:\s+[a-z]+="[^"]*")*)>/g;
  expect(html.replace(tag, '').trim()).toBe('');
  const open: string[] = [];
  const elements: Element[] = [];
  for (const [, slash, name = '', attributes = ''] of html.matchAll(tag)) {
    if (slash) expect(open.pop()).toBe(name);
    else {
      elements.push({ name, attributes: attributesOf(attributes) });
      if (name !== 'img' && name !== 'source') open.push(name);
    }
  }
  expect(open).toEqual([]);
  return elements;
}

function imgOf(html: string): Readonly<Record<string, string>> {
  const found = parseHtml(html).filter(({ name }) => name === 'img');
  expect(found).toHaveLength(1);
  return found[0]?.attributes ?? {};
}

describe('picture', () => {
  test('has a source for each format, best first, and uses the most widely supported as the image', () => {
    const sizes = 'sizes="(min-width: 1200px) 1200px, 100vw"';
    expect(markup('picture', responsive)).toBe(
      [
        '<picture>',
        `  <source type="image/avif" srcset="pier-600.avif 600w, pier-1200.avif 1200w" ${sizes}>`,
        `  <source type="image/webp" srcset="pier-600.webp 600w, pier-1200.webp 1200w" ${sizes}>`,
        `  <img src="pier-1200.jpg" srcset="pier-600.jpg 600w, pier-1200.jpg 1200w" ${sizes} width="1200" height="800" alt="A pier" loading="lazy" decoding="async">`,
        '</picture>',
      ].join('\n'),
    );
  });

  test('does not depend on the order of the files', () => {
    for (const kind of imageMarkupKinds)
      expect(markup(kind, { ...responsive, files: responsive.files.toReversed() })).toBe(markup(kind, responsive));
  });

  test('uses the given sizes, or the default if they are empty', () => {
    const sizesOf = (sizes: string) => parseHtml(markup('picture', responsive, sizes)).map(({ attributes }) => attributes.sizes);
    expect(sizesOf('(width > 40em) 50vw, 100vw')).toEqual([undefined, ...Array(3).fill('(width > 40em) 50vw, 100vw')]);
    expect(sizesOf(' ')).toEqual([undefined, ...Array(3).fill('(min-width: 1200px) 1200px, 100vw')]);
  });

  test('uses x descriptors for densities, and the size of the 1x file', () => {
    expect(markup('picture', densities)).toBe(
      [
        '<picture>',
        '  <source type="image/webp" srcset="logo.webp 1x, logo@2x.webp 2x">',
        '  <img src="logo.png" srcset="logo.png 1x, logo@1.5x.png 1.5x, logo@2x.png 2x" width="48" height="32" alt="A pier" loading="lazy" decoding="async">',
        '</picture>',
      ]
        .join('\n')
        .replaceAll('@', '%40'),
    );
  });

  test('scales the size if there is no 1x file', () => {
    const { width, height, srcset } = imgOf(markup('picture', image(file('a-3.png', 90, 3), file('a-2.png', 60, 2))));
    expect({ width, height, srcset }).toEqual({ width: '30', height: '20', srcset: 'a-2.png 2x, a-3.png 3x' });
  });

  test('uses widths if densities are ambiguous', () => {
    const files = [file('s.png', 60, 1), file('s2.png', 120, 2), file('l.png', 300, 1), file('l2.png', 600, 2)];
    expect(imgOf(markup('picture', image(...files))).srcset).toBe('s.png 60w, s2.png 120w, l.png 300w, l2.png 600w');
    expect(imgOf(markup('picture', image(file('a.png', 60, 1), file('b.png', 90)))).srcset).toBe('a.png 60w, b.png 90w');
  });

  test('never repeats a descriptor', () => {
    expect(imgOf(markup('picture', image(file('a.png', 60), file('b.png', 60), file('c.png', 90)))).srcset).toBe('a.png 60w, c.png 90w');
    expect(imgOf(markup('picture', image(file('a.png', 60), file('b.png', 60))))).not.toHaveProperty('srcset');
  });

  test('is a plain image for a single file', () => {
    expect(markup('picture', image(file('a.png', 90)))).toBe(
      '<picture>\n  <img src="a.png" width="90" height="60" alt="A pier" loading="lazy" decoding="async">\n</picture>',
    );
    expect(markup('picture', image(file('a.png', 90, 1)))).toBe(markup('picture', image(file('a.png', 90))));
  });

  test('needs no descriptors for one file of each format', () => {
    expect(parseHtml(markup('picture', image(file('a.jpg', 90), file('a.webp', 90))))[1]?.attributes).toEqual({
      type: 'image/webp',
      srcset: 'a.webp',
    });
  });

  test('orders all formats', () => {
    const files = ['a.jpg', 'a.png', 'a.gif', 'a.svg', 'a.webp', 'a.avif', 'a.tif', 'a.ico'].map((url) => file(url, 90));
    const elements = parseHtml(markup('picture', image(...files)));
    expect(elements.map(({ attributes }) => attributes.src ?? attributes.srcset)).toEqual([
      undefined,
      'a.avif',
      'a.webp',
      'a.svg',
      'a.gif',
      'a.png',
      'a.jpg',
    ]);
    expect(imgOf(markup('picture', image(file('a.avif', 90), file('a.webp', 90)))).src).toBe('a.webp');
  });

  test('uses a TIFF only if there is nothing else', () => {
    expect(markup('picture', image(file('a.tif', 90), file('a.webp', 90)))).not.toContain('tif');
    expect(imgOf(markup('picture', image(file('a.tif', 90), file('b.tif', 180)))).srcset).toBe('a.tif 90w, b.tif 180w');
  });

  test('shows a placeholder', () => {
    const styleOf = (placeholder: string) => imgOf(markup('picture', { ...responsive, placeholder })).style;
    expect(styleOf('data:image/webp;base64,UklGRg==')).toBe("background: url('data:image/webp;base64,UklGRg==') center / cover");
    expect(styleOf(`data:image/svg+xml,<svg a='1' b="2"/>`)).toBe(
      `background: url('data:image/svg+xml,<svg a=%271%27 b="2"/>') center / cover`,
    );
    expect(styleOf('#a1b2c3')).toBe('background-color: #a1b2c3');
    expect(styleOf('')).toBeUndefined();
  });

  test('escapes names and texts', () => {
    const { src, alt } = imgOf(markup('picture', awkward));
    expect(src).toBe(awkwardUrl);
    expect(decodeURIComponent(awkwardUrl)).toBe(awkward.files[0]?.url);
    expect(alt).toBe(awkward.alt);
    expect(markup('picture', awkward)).toContain('alt="Tom &amp; &quot;Jerry&quot; &lt;b&gt;[1]&lt;/b&gt; *2* 猫"');
  });

  test('keeps folders, and handles half a surrogate pair', () => {
    expect(imgOf(markup('picture', image(file('../a b/c.png', 90)))).src).toBe('../a%20b/c.png');
    expect(imgOf(markup('picture', image(file('\ud83d.png', 90)))).src).toBe('%EF%BF%BD.png');
    expect(imgOf(markup('picture', image(file('😀.png', 90)))).src).toBe('%F0%9F%98%80.png');
  });
});

describe('srcset', () => {
  test('is one image with the files of the most widely supported format', () => {
    expect(parseHtml(markup('srcset', responsive))).toHaveLength(1);
    expect(markup('srcset', responsive, '50vw')).toBe(
      '<img src="pier-1200.jpg" srcset="pier-600.jpg 600w, pier-1200.jpg 1200w" sizes="50vw" width="1200" height="800" alt="A pier" loading="lazy" decoding="async">',
    );
    expect(imgOf(markup('srcset', densities)).srcset).toBe('logo.png 1x, logo%401.5x.png 1.5x, logo%402x.png 2x');
  });

  test('uses a TIFF if there is nothing else', () => {
    expect(imgOf(markup('srcset', image(file('a.tif', 90)))).src).toBe('a.tif');
  });

  test('escapes names and texts', () => {
    expect(imgOf(markup('srcset', awkward))).toMatchObject({ src: awkwardUrl, alt: awkward.alt });
  });
});

describe('markdown', () => {
  test('shows the largest file of the most widely supported format', () => {
    expect(markup('markdown', responsive)).toBe('![A pier](pier-1200.jpg)');
    expect(markup('markdown', densities)).toBe('![A pier](logo%402x.png)');
    expect(markup('markdown', image(file('a.tif', 90)))).toBe('![A pier](a.tif)');
  });

  test('escapes names and texts', () => {
    expect(markup('markdown', awkward)).toBe(`![Tom & "Jerry" \\<b\\>\\[1\\]\\</b\\> \\*2\\* 猫](${awkwardUrl})`);
    expect(markup('markdown', { ...awkward, alt: 'a\\]\n\n`b` &amp; c' })).toBe(`![a\\\\\\] \\\`b\\\` \\&amp; c](${awkwardUrl})`);
  });
});

describe('css', () => {
  test('has a fallback, then the largest file of each format', () => {
    expect(markup('css', responsive)).toBe(
      [
        'background-image: url("pier-1200.jpg");',
        'background-image: image-set(url("pier-1200.avif") type("image/avif") 1x, url("pier-1200.webp") type("image/webp") 1x, url("pier-1200.jpg") type("image/jpeg") 1x);',
      ].join('\n'),
    );
  });

  test('has densities as resolutions', () => {
    const [fallback, set] = markup('css', densities).split('\n');
    expect(fallback).toBe('background-image: url("logo.png");');
    expect(set?.match(/[\d.]+x(?=[,)])/g)).toEqual(['1x', '2x', '1x', '1.5x', '2x']);
    expect(set).toContain('url("logo%401.5x.png") type("image/png") 1.5x');
  });

  test('needs no set for a single file', () => {
    expect(markup('css', awkward)).toBe(`background-image: url("${awkwardUrl}");`);
    expect(markup('css', image(file('a.tif', 90)))).toBe('background-image: url("a.tif");');
  });
});

describe('dataUri', () => {
  test('contains only the data URI of the first file', () => {
    const dataUris = { 'pier-1200.jpg': 'data:image/jpeg;base64,AAAA', 'pier-600.jpg': 'data:image/jpeg;base64,BBBB' };
    expect(markup('dataUri', { ...responsive, dataUris })).toBe('data:image/jpeg;base64,AAAA');
  });

  test('is empty if there is no data URI', () => {
    expect(markup('dataUri', responsive)).toBe('');
    expect(markup('dataUri', { ...responsive, dataUris: {} })).toBe('');
  });
});

test.each(imageMarkupKinds)('%s is empty without files', (kind) => {
  expect(markup(kind, image())).toBe('');
});

test.each([
  ['jpeg', 'image/jpeg'],
  ['avif', 'image/avif'],
  ['svg', 'image/svg+xml'],
  ['ico', 'image/vnd.microsoft.icon'],
])('the media type of %s is %s', (format, type) => {
  expect(mimeType(format)).toBe(type);
});
