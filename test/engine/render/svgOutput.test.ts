import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { minifySvg } from '../../../src/engine/svg/minifySvg';
import { stripProfile } from '../../../src/shared/recipe/commandProfiles';
import type { Profile } from '../../../src/shared/recipe/recipe';
import { filesIn, place, run, runOn, temporaryFolder } from '../fixtures/runs';
import { differenceOf } from '../fixtures/samples';

/** SVGs, minified or rendered. */

const license = '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">CC BY</rdf:RDF></metadata>';

/** An SVG as an editor writes it. */
const drawing = `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with an editor -->
<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48" viewBox="0 0 64 48">
  <title>Two shapes</title>
  ${license}
  <g id="layer1" style="display:inline">
    <rect x="4.000000" y="4.000000" width="30.000000" height="20.000000" style="fill:#ff0000;fill-opacity:1;stroke:none" />
    <circle cx="44.0" cy="30.0" r="12.5" fill="#0000ff" />
  </g>
</svg>
`;

const optimize: Profile = { outputs: [{ optimize: true, folder: 'out' }] };

const request = { keepMetadata: true, aggressive: false };

async function made(content: string | Buffer, profile: Profile, name = 'a.svg') {
  const folder = temporaryFolder();
  const source = place(join(folder, name), content);
  return { ...(await runOn(source, profile)), folder, source };
}

test('an optimized SVG is smaller and looks the same', async () => {
  const { status, target, source, outputs } = await made(drawing, optimize);
  expect(status).toBe('done');
  expect(outputs).toMatchObject([{ format: 'svg', width: 64, height: 48 }]);
  const text = readFileSync(target, 'utf8');
  expect(text.length).toBeLessThan(drawing.length * 0.8);
  expect(text).not.toContain('Created with');
  expect(text).toContain('<title>Two shapes</title>');
  expect((await differenceOf(source, target)).mean).toBeLessThan(0.5);
});

test.each([
  ['keep', true],
  ['copyright-only', true],
  ['strip', false],
] as const)('an optimized SVG treats its metadata by the policy: %s', async (metadata, kept) => {
  const { target } = await made(drawing, { ...optimize, metadata });
  expect(readFileSync(target, 'utf8').includes('CC BY')).toBe(kept);
});

describe('recipes that only remove metadata', () => {
  const sentence = 'SVG files are left unchanged. To remove their metadata, use a profile with "optimize": true and "metadata": "strip".';
  const destinations = [{ kind: 'beside' }, { kind: 'folder', folder: 'out' }, { kind: 'replace' }] as const;
  test.each(destinations)('a recipe that only removes metadata skips an SVG: $kind', async (destination) => {
    const folder = temporaryFolder();
    place(join(folder, 'a.svg'), drawing);
    const { entries } = await run(folder, stripProfile('strip', destination));
    expect(entries).toMatchObject([{ status: 'skipped', code: 'drawing', message: sentence }]);
    expect(filesIn(folder)).toEqual(['a.svg']);
  });

  test.each<[string, Profile, string]>([
    ['a format', { metadata: 'strip', outputs: [{ format: 'png', folder: 'out' }] }, 'png'],
    ['a step', { metadata: 'strip', steps: [{ operation: 'resize', width: 32 }], outputs: [{ folder: 'out' }] }, 'png'],
    ['a width', { metadata: 'strip', outputs: [{ widths: [32], folder: 'out' }] }, 'png'],
    ['optimize', { metadata: 'strip', ...optimize }, 'svg'],
  ])('a recipe that removes metadata and has %s processes an SVG', async (_, profile, format) => {
    const { status, outputs } = await made(drawing, profile);
    expect([status, outputs[0]?.format]).toEqual(['done', format]);
  });
});

test('a compressed SVG remains compressed', async () => {
  const { status, target, source } = await made(gzipSync(drawing, { level: 1 }), optimize, 'a.svgz');
  expect(status).toBe('done');
  expect(basename(target)).toBe('a.svgz');
  const bytes = readFileSync(target);
  expect(bytes.length).toBeLessThan(readFileSync(source).length);
  expect(gunzipSync(bytes).toString()).toContain('<svg');
});

test('an SVG that cannot be smaller is kept', async () => {
  const { bytes: small } = await minifySvg(Buffer.from(drawing), request);
  const { status, code, folder } = await made(small, optimize);
  expect({ status, code }).toEqual({ status: 'kept', code: 'larger' });
  expect(filesIn(folder)).toEqual(['a.svg']);
});

describe('elements with ids', () => {
  test.each([
    [
      'symbols',
      '<symbol id="house" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></symbol><symbol id="tree"><circle cx="5" cy="5" r="4"/></symbol>',
      ['house', 'tree'],
    ],
    ['views', '<path d="M0 0h9v9z"/><view id="left" viewBox="0 0 5 5"/>', ['left']],
    ['symbols with a prefix', '<s:symbol xmlns:s="http://www.w3.org/2000/svg" id="house"><s:path d="M0 0h9v9z"/></s:symbol>', ['house']],
  ])('a minified SVG keeps the ids of %s', async (_, content, ids) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><!-- -->${content}</svg>`;
    const text = (await minifySvg(Buffer.from(svg), request)).bytes.toString();
    for (const id of ids) expect(text).toContain(`id="${id}"`);
    expect(text).not.toContain('<!--');
  });
});

describe('broken SVGs', () => {
  test.each([
    ['its end missing', drawing.slice(0, 400)],
    ['an unclosed tag', drawing.replace('</g>', '')],
  ])('an SVG with %s fails', async (_, content) => {
    const folder = temporaryFolder();
    const path = place(join(folder, 'a.svg'), content);
    const { outcomes, entries } = await run(folder, optimize, { selection: [path] });
    const [result] = outcomes.length > 0 ? outcomes : entries;
    expect(result).toMatchObject({ status: 'failed', code: expect.stringMatching(/corrupt|truncated|not-an-image/) });
    expect((result as { message: string }).message).toMatch(/^[A-Z].+\.?$/);
    expect(filesIn(folder)).toEqual(['a.svg']);
  });

  test('the message for an invalid SVG has the line and column', async () => {
    await expect(minifySvg(Buffer.from(drawing.replace('</g>', '')), request)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringMatching(/^Invalid SVG: .*\d+:\d+/),
    });
  });

  test('a truncated compressed SVG fails as corrupt', async () => {
    await expect(minifySvg(gzipSync(drawing).subarray(0, 90), request)).rejects.toMatchObject({ code: 'corrupt' });
  });
});

describe('optimize with other changes', () => {
  test('an SVG with optimize and a step becomes a PNG', async () => {
    const { outputs, target } = await made(drawing, {
      steps: [{ operation: 'resize', width: 32 }],
      outputs: [{ optimize: true, folder: 'out' }],
    });
    expect(outputs).toMatchObject([{ format: 'png', width: 32, height: 24 }]);
    expect(await sharp(target).metadata()).toMatchObject({ format: 'png', hasAlpha: true, width: 32 });
  });

  test('an SVG is rendered in another format beside the minified one', async () => {
    const { outputs, status } = await made(drawing, { outputs: [{ format: ['source', 'webp'], optimize: true, folder: 'out' }] });
    expect({ status, names: outputs.map(({ target }) => basename(target)) }).toEqual({ status: 'done', names: ['a.svg', 'a.webp'] });
  });
});
