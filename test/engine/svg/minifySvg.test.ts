import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkImage } from '../../../src/engine/inspect/checkImage';
import { minifyCss } from '../../../src/engine/svg/minifyCss';
import { minifySvg } from '../../../src/engine/svg/minifySvg';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { place, run, runOn, temporaryFolder } from '../fixtures/runs';

/** What a minified SVG keeps, what it loses if asked, and sprites. */

const svg = (content: string, attributes = 'width="24" height="24" viewBox="0 0 24 24"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>\n  ${content}\n</svg>\n`;

async function minified(source: string | Buffer, request: Partial<Parameters<typeof minifySvg>[1]> = {}): Promise<string> {
  const { bytes } = await minifySvg(Buffer.from(source), { keepMetadata: true, aggressive: false, ...request });
  return bytes.toString();
}

const dot = '<circle  class="dot" cx="12" cy="12" r="9"/>';

describe('what a file relies on is kept', () => {
  test.each<[string, string, string[]]>([
    [
      'dark colors',
      `<style>.dot { fill: #111 } @media (prefers-color-scheme: dark) { .dot { fill: #fff } }</style>${dot}`,
      ['.dot{fill:#111}@media (prefers-color-scheme:dark){.dot{fill:#fff}}', 'class="dot"'],
    ],
    ['hover', `<style>.dot{fill:#111}.dot:hover{fill:#c00}</style>${dot}`, ['.dot{fill:#111}.dot:hover{fill:#c00}', 'class="dot"']],
    [
      'labels by id',
      '<title id="my-title">Close</title><path aria-labelledby="my-title" d="M6 6 L18 18" stroke="#000"/>',
      ['<title id="my-title">', 'aria-labelledby="my-title"'],
    ],
    [
      'roles and data',
      '<g role="img" data-empty="" data-n="007"><path id="cross" d="M6 6 L18 18" stroke="#000"/></g>',
      ['role="img"', 'data-empty=""', 'data-n="007"', 'id="cross"'],
    ],
    [
      'chains of animations',
      '<rect id="b" width="9" height="9"/><defs><animate id="grow-1" xlink:href="#b" attributeName="width" to="20" dur="1s" begin="0s;back-1.end"/></defs><animate id="back-1" xlink:href="#b" attributeName="width" to="9" dur="1s" begin="grow-1.end+0.5s"/>',
      ['id="grow-1"', 'begin="0s;back-1.end"', 'begin="grow-1.end+0.5s"'],
    ],
    [
      'scripts',
      `<g id="spinner">${dot}</g><script>document.getElementById('spinner').dataset.x = 1</script>`,
      ["document.getElementById('spinner').dataset.x = 1", '<g id="spinner">'],
    ],
    ['line ends in labels', '<g aria-label="one&#10;two"><rect width="9" height="9"/></g>', ['aria-label="one&#10;two"']],
    [
      'HTML',
      '<foreignObject width="20" height="20"><p xmlns="http://www.w3.org/1999/xhtml"> a <b>b</b> c<i></i></p></foreignObject>',
      ['> a <b>b</b> c<i></i></p>'],
    ],
    ['protecting defaults', '<path fill="#000" stroke="none" d="M0 0h9v9z"/>', ['fill="#000"', 'stroke="none"']],
  ])('%s', async (_, content, kept) => {
    const text = await minified(svg(content));
    expect(text.length).toBeLessThan(svg(content).length);
    for (const each of kept) expect(text).toContain(each);
  });

  test.each([
    ['a script that walks through nodes', `<g id="a"> ${dot}</g><script>document.getElementById('a').childNodes[1].remove()</script>`],
    ['a script in another file', `<script href="other.js"/>${dot}`],
  ])('a file with %s is not changed, and a note says so', async (_, content) => {
    const source = Buffer.from(svg(content));
    const { bytes, notes } = await minifySvg(source, { keepMetadata: true, aggressive: true });
    expect(bytes.equals(source)).toBe(true);
    expect(notes).toEqual(['The SVG was not changed, because a script or its document type may rely on how it is written.']);
  });
});

describe('more on request', () => {
  test('aggressive shortens ids, drops unused ones, and inlines classes', async () => {
    const source = svg(
      '<style>.c{fill:red}</style><defs><linearGradient id="paint0_linear"><stop stop-color="red"/></linearGradient></defs><g id="layer"><rect class="c" width="9" height="9"/><rect x="9" width="9" height="9" fill="url(#paint0_linear)"/></g>',
    );
    const [safe, aggressive] = [await minified(source), await minified(source, { aggressive: true })];
    expect(aggressive.length).toBeLessThan(safe.length);
    expect(safe).toContain('id="layer"');
    expect(aggressive).not.toContain('class=');
    expect(await minified(svg(`<style>.dot{fill:#111}.dot:hover{fill:#c00}</style>${dot}`), { aggressive: true })).toContain('.dot:hover');
  });

  test('a prefix reaches ids and all that refers to them', async () => {
    const content = `<title id="t">T</title><style>#a.b{fill:#abc}</style><g id="a" class="b c" aria-labelledby="t"><rect width="9" height="9" style="fill:url(#p)"/></g><pattern id="p" width="1" height="1"/><use xlink:href="#a"/><animate id="x" xlink:href="#a" attributeName="x" begin="0s;y.end+1s" values="0;1"/><set id="y" xlink:href="#a" attributeName="x" to="1" begin="x.end"/>`;
    const text = await minified(svg(content), { prefix: 'i-' });
    for (const each of [
      '#i-a.i-b{fill:#abc}',
      'id="i-a"',
      'class="i-b i-c"',
      'aria-labelledby="i-t"',
      'url(#i-p)',
      'href="#i-a"',
      'begin="0s;i-y.end+1s"',
      'begin="i-x.end"',
    ])
      expect(text).toContain(each);
    expect(await minified(text, { prefix: 'i-' })).toBe(text);
  });

  test('a prefix remains where names may change otherwise', async () => {
    const content = `<defs><linearGradient id="shade"><stop stop-color="#f00"/></linearGradient></defs><style>.box{fill:url(#shade)}</style><path class="box" d="M0 0h9v9z"/>`;
    const text = await minified(svg(content), { aggressive: true, prefix: 'i-' });
    for (const each of ['id="i-shade"', 'url(#i-shade)']) expect(text).toContain(each);
    expect(await minified(svg(content), { aggressive: true })).not.toContain('shade');
  });

  test('a prefix fails for a file with a script', async () => {
    await expect(minified(svg(`${dot}<script>alert(1)</script>`), { prefix: 'i-' })).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('a profile asks for it, with the name of the file', async () => {
    const source = place(
      join(temporaryFolder(), 'my icon.svg'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><g id="a"><path d="M0 0h9v9z"/></g></svg>',
    );
    const { target } = await runOn(source, { outputs: [{ optimize: true, svg: { prefix: '{name}-' }, folder: 'out' }] });
    // The prefix counts more than the bytes.
    expect(readFileSync(target, 'utf8')).toContain('id="my_icon-a"');
    expect(readFileSync(target).length).toBeGreaterThan(readFileSync(source).length);
  });
});

describe('sprites', () => {
  const symbols =
    '<symbol id="home" viewBox="0 0 16 16"><path d="M2 8 L8 2 L14 8 V14 H2 Z"/></symbol><symbol id="star" viewBox="0 0 16 16"><path d="M8 1 L10 6 Z"/></symbol>';
  const optimize: Profile = { outputs: [{ optimize: true, folder: 'out' }] };

  test.each([
    ['hidden', 'style="display:none"', symbols],
    ['without a size', '', symbols],
    ['of size 0', 'width="0" height="0"', symbols],
    ['in defs', 'width="0" height="0"', `<defs>${symbols}</defs>`],
    ['with a size', 'width="24" height="24"', symbols],
  ])('a sprite %s is minified and sound, and has no pixels', async (_, attributes, content) => {
    const folder = temporaryFolder();
    const source = place(join(folder, 'a.svg'), svg(content, attributes));
    expect(await checkImage(source)).toBeUndefined();
    const { status, target } = await runOn(source, optimize);
    expect(status).toBe('done');
    const text = readFileSync(target, 'utf8');
    for (const id of ['home', 'star']) expect(text).toContain(`id="${id}"`);
    for (const profile of [
      { outputs: [{ format: 'png', folder: 'png' }] },
      { steps: [{ operation: 'resize', width: 9 }], outputs: [{ folder: 'r' }] },
    ] as Profile[]) {
      const { entries } = await run(folder, profile, { selection: [source] });
      expect(entries).toMatchObject([
        {
          status: 'failed',
          code: 'unsupported',
          message: 'This SVG draws nothing by itself: it is a sprite of 2 symbols. It can be optimized, but not turned into pixels.',
        },
      ]);
    }
  });
});

describe('encodings', () => {
  test.each([
    [
      'Latin-1',
      Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${svg('<title>Größe</title><rect width="9" height="9"/>')}`, 'latin1'),
    ],
    ['UTF-16', Buffer.from(`\ufeff${svg('<title>Größe</title><rect width="9" height="9"/>')}`, 'utf16le')],
  ])('%s becomes UTF-8', async (_, source) => {
    expect(await minified(source)).toMatch(/^<svg.*<title>Größe<\/title>/);
  });

  test('a document type with entities is resolved, and one with markup is left alone', async () => {
    const withEntity = (value: string) => `<!DOCTYPE svg [<!ENTITY c "${value}">]>${svg('<rect  width="9" height="9" fill="&c;"/>')}`;
    expect(await minified(withEntity('#f00'))).toMatch(/^<svg.*fill="red"/);
    expect(await minified(withEntity('a&amp;b'))).toBe(withEntity('a&amp;b'));
  });
});

test.each([
  ['a { fill : red ; }\n\n/* x */ b{c:d}', 'a{fill :red}b{c:d}'],
  ['a :hover, a:hover { x: "a  b;}" }', 'a :hover,a:hover{x:"a  b;}"}'],
  ['.\\31  b { --x: ; y: url( a  b ) }', '.\\31  b{--x: ;y:url( a  b )}'],
  ['/*! kept */ a/**/b{}', '/*! kept */ a/**/b{}'],
  ['a { content: "open }', 'a { content: "open }'],
])('CSS loses only white space and comments: %j', (css, expected) => {
  expect(minifyCss(css)).toBe(expected);
});
