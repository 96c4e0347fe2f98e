import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { undrawablePart } from '../../../src/engine/svg/undrawableParts';

function svg(content: string, attributes = 'width="100" height="40"'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${content}</svg>`;
}

const shapes = '<rect class="a" id="r" x="5" y="3" width="30" height="20"/><rect class="b" x="50" y="3" width="30" height="20"/>';
const styled = (css: string) => svg(`<style>${css}</style>${shapes}`);
const red = '<rect fill="red" width="30" height="20"/>';
const rect = (attributes: string) => svg(`<rect ${attributes} width="30" height="20"/>`);
const filtered = (effect: string, options = '') =>
  svg(`<filter id="f">${effect}</filter><rect fill="red" filter="url(#f)" x="9" y="9" width="30" height="20" ${options}/>`);
const pixel = (type: string, data: string) => svg(`<image width="40" height="40" href="data:image/${type};base64,${data}"/>`);

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** Documents that a designer, an icon set, or an optimizer could have made. */
const documents = {
  'a text': svg('<text x="5" y="30" font-size="30">Hello</text>'),
  'a text with a prefix': '<s:svg xmlns:s="http://www.w3.org/2000/svg" width="9" height="9"><s:text y="9">x</s:text></s:svg>',
  'an image in another file': svg('<image width="40" height="40" href="photo.png"/>'),
  'a PNG inside': pixel('png', png),
  'an SVG inside': pixel('svg+xml', Buffer.from(svg(red)).toString('base64')),
  'a shape of another file': svg('<use href="other.svg#x"/>'),
  'a shape of its own, used': svg(`<defs><g id="g">${red}</g></defs><use xlink:href="#g" x="9"/><use href="#g" y="9"/>`),
  'a symbol': svg(`<symbol id="s" viewBox="0 0 30 20">${red}</symbol><use href="#s" width="20" height="20"/>`),
  'a sibling selector': styled('.a~.b{fill:red}'),
  'a next sibling': styled('.a+.b{fill:red}'),
  'a position in the selector': styled('rect:nth-child(2){fill:red}'),
  'a first child': styled('rect:first-child{fill:red}'),
  'a negated selector': styled('rect:not(.a){fill:red}'),
  'the root in a selector': styled(':root{fill:red}'),
  'a selector of attributes': styled('[class="a"]{fill:red}'),
  'a selector of the start of an attribute': styled('[class^="a"]{fill:red}'),
  'selectors of children, ids, and lists': styled('svg>.a{fill:red}#r,.b{stroke:blue}*{stroke-width:3}'),
  'a medium': styled('@media print{.a{fill:red}}'),
  'a variable': styled(':root{--c:red}.a{fill:var(--c)}'),
  'a hidden shape': styled('.a{display:none}.b{visibility:hidden}'),
  'a transformation in a style sheet': styled('.a{transform:rotate(45deg)}'),
  'a transformation in a style': rect('style="transform:translate(10px)"'),
  'an origin': rect('transform="rotate(45)" transform-origin="20 10"'),
  'a transformation': rect('transform="rotate(20) scale(1.3)"'),
  'a size in a style': svg('<rect style="fill:red;width:30px;height:20px"/>'),
  'a radius in a style': svg('<circle style="cx:20px;cy:20px;r:10px"/>'),
  'a stroke that keeps its width': svg('<g transform="scale(3)"><path vector-effect="non-scaling-stroke" stroke="red" d="M1 1h9"/></g>'),
  'another language': svg(`<switch><rect systemLanguage="en" width="9" height="9"/>${red}</switch>`),
  'a named color': rect('fill="tomato" stroke="#123" opacity=".5"'),
  'a color with commas': rect('fill="rgba(255, 0, 0, .5)"'),
  'a color with spaces': rect('fill="rgb(255 0 0 / 50%)"'),
  'a color by whiteness': rect('fill="hwb(194 0% 0%)"'),
  'a color by hue': rect('fill="hsl(120, 50%, 50%)"'),
  'a gradient': svg(
    '<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="#00f8"/></linearGradient><rect fill="url(#g)" width="90" height="30"/>',
  ),
  'a radial gradient': svg(
    '<radialGradient id="g" fx=".3"><stop stop-color="red"/><stop offset="1"/></radialGradient><rect fill="url(#g)" width="90" height="30"/>',
  ),
  'a clip': svg(`<clipPath id="c"><circle r="20"/></clipPath><g clip-path="url(#c)">${red}</g>`),
  'a mask': svg(`<mask id="m"><rect width="20" height="20" fill="#888"/></mask><g mask="url(#m)">${red}</g>`),
  'a blend': svg(`${red}<rect style="mix-blend-mode:multiply" fill="lime" x="10" width="30" height="20"/>`),
  'a blur': filtered('<feGaussianBlur stdDeviation="3"/>'),
  'a shadow': filtered('<feDropShadow dx="3" dy="3" stdDeviation="2"/>'),
  'a color matrix': filtered('<feColorMatrix type="hueRotate" values="90"/>'),
  'a light': filtered('<feDiffuseLighting><feDistantLight azimuth="45" elevation="45"/></feDiffuseLighting>'),
  'a backdrop': filtered('<feComposite in="BackgroundImage" in2="SourceGraphic" operator="in"/>'),
  'an image as an effect': svg(`${shapes}<filter id="f"><feImage href="#r"/></filter><rect filter="url(#f)" width="80" height="20"/>`),
  'a dashed line with a marker': svg(
    '<marker id="k" markerWidth="5" markerHeight="5" orient="auto"><rect width="5" height="5"/></marker><path d="M9 9H60" stroke="red" stroke-dasharray="5 2" marker-end="url(#k)"/>',
  ),
  'a link and an animation': svg(`<a href="x">${red}</a><g>${red}<animate attributeName="x" to="5"/></g>`),
  'another order of painting': rect('x="9" y="9" stroke="blue" stroke-width="8" paint-order="stroke"'),
  'a view box alone': svg('<circle cx="10" cy="10" r="9"/>', 'viewBox="0 0 30 20"'),
  'a slice': svg(red, 'width="100" height="40" viewBox="0 0 30 30" preserveAspectRatio="xMinYMin slice"'),
  units: svg('<rect width="1cm" height="2mm"/>', 'width="10mm" height="1in"'),
  'no size': svg(red, ''),
  'a size of zero': svg(red, 'width="0" height="0"'),
  'an entity': `<!DOCTYPE svg [<!ENTITY c "red">]>${rect('fill="&c;"')}`,
  HTML: svg(`<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>${red}`),
};

/** Draws all documents without native parts, which a process cannot have both with and without. */
function drawnInWebAssembly(): Record<string, { readonly width: number; readonly height: number; readonly samples: string }> {
  const program = `
    const sharp = require('sharp');
    const draw = async ([name, text]) => {
      const { data, info } = await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
      return [name, { width: info.width, height: info.height, samples: data.toString('base64') }];
    };
    const documents = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    Promise.all(Object.entries(documents).map(draw)).then((drawn) => console.log(JSON.stringify(Object.fromEntries(drawn))));`;
  const cwd = join(import.meta.dirname, '../../..');
  return JSON.parse(
    execFileSync(process.execPath, ['--no-addons', '-e', program], { cwd, input: JSON.stringify(drawn), encoding: 'utf8' }),
  );
}

const drawn = Object.fromEntries(Object.entries(documents).filter(([, text]) => undrawablePart(text) === undefined));

test('What the WebAssembly build draws, it draws like the native library, up to the edges', async () => {
  const found = drawnInWebAssembly();
  for (const [name, text] of Object.entries(drawn)) {
    const { data, info } = await sharp(Buffer.from(text)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const other = found[name];
    expect({ width: other?.width, height: other?.height }, name).toEqual({ width: info.width, height: info.height });
    const samples = Buffer.from(other?.samples ?? '', 'base64');
    let different = 0;
    for (let at = 0; at < data.length; at += 4) {
      const seen = (from: Buffer, channel: number) => ((from[at + channel] as number) * (from[at + 3] as number)) / 255;
      const isFar = [0, 1, 2].some((channel) => Math.abs(seen(data, channel) - seen(samples, channel)) > 64);
      if (isFar || Math.abs((data[at + 3] as number) - (samples[at + 3] as number)) > 64) different += 1;
    }
    // A library may round an edge to the next pixel.
    expect(different / (data.length / 4), name).toBeLessThan(0.02);
  }
});

test('What it would leave out or draw differently is refused, with its kind', () => {
  const refused = Object.entries(documents).flatMap(([name, text]) => (name in drawn ? [] : [[name, undrawablePart(text)]]));
  expect(Object.fromEntries(refused)).toMatchInlineSnapshot(`
    {
      "HTML": "alternatives",
      "a backdrop": "light effects",
      "a color by whiteness": "colors",
      "a color with spaces": "colors",
      "a light": "light effects",
      "a medium": "style rules",
      "a negated selector": "style rules",
      "a next sibling": "style rules",
      "a position in the selector": "style rules",
      "a radius in a style": "style rules",
      "a selector of the start of an attribute": "style rules",
      "a shape of another file": "embedded images",
      "a sibling selector": "style rules",
      "a size in a style": "style rules",
      "a size of zero": "no size",
      "a stroke that keeps its width": "transformations",
      "a text": "text",
      "a text with a prefix": "text",
      "a transformation in a style": "style rules",
      "a transformation in a style sheet": "style rules",
      "a variable": "style rules",
      "an SVG inside": "embedded images",
      "an image as an effect": "embedded images",
      "an image in another file": "embedded images",
      "an origin": "transformations",
      "another language": "alternatives",
      "no size": "no size",
      "the root in a selector": "style rules",
    }
  `);
});
