import { defined, described, drawn, type Part, sprites } from './stillParts';

/** SVGs with all that a minifier can break, each on a square of 100 units whose middle is drawn. */

const head = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const sized = 'width="100" height="100" viewBox="0 0 100 100"';

const dot = '<circle class="dot" cx="50" cy="50" r="30"/>';
const style = (css: string) => `<style>${css}</style>`;
const box = '<rect id="box" x="20" y="20" width="60" height="60" fill="#264653"/>';

const styled: readonly Part[] = [
  ['dark media', style('.dot { fill: #111 } @media (prefers-color-scheme: dark) { .dot { fill: #fa0 } }') + dot],
  ['light media', style('.dot { fill: #fa0 } @media (prefers-color-scheme: light) { .dot { fill: #06c } }') + dot],
  ['media attribute', `<style>.dot { fill: teal }</style><style media="(prefers-color-scheme: dark)">.dot { fill: pink }</style>${dot}`],
  ['hover', style('.dot { fill: #111 } .dot:hover { fill: #c00 }') + dot],
  [
    'hover on a group',
    `${style('g:hover > .dot { fill: #c00 } g:hover rect { opacity: 1 }')}<g>${dot}<rect x="5" y="5" width="20" height="20" opacity="0"/></g>`,
  ],
  [
    'hover shows a hidden part',
    `${style('#tip { display: none } #dot:hover ~ #tip { display: inline }')}<circle id="dot" cx="50" cy="50" r="30"/><rect id="tip" x="5" y="5" width="30" height="30" fill="red"/>`,
  ],
  [
    'hover on a stroke',
    `${style('path:hover { stroke: red; stroke-width: 12 }')}<path d="M20 20 L80 80 L50 50 Z" stroke="blue" fill="none" stroke-width="6"/><path d="M10 90 h 20" stroke="green"/>`,
  ],
  ['focus', `${style('a:focus .dot { fill: red } a .dot { fill: blue }')}<a xlink:href="#x" tabindex="0">${dot}</a>`],
  ['keyframes', style('@keyframes fade { from { opacity: 1 } to { opacity: .2 } } .dot { animation: fade 2s linear infinite }') + dot],
  [
    'keyframes of an id',
    `${style('@keyframes spin { to { transform: rotate(360deg) } } #spinner { animation: spin 4s linear infinite; transform-origin: center }')}<g id="spinner"><rect x="40" y="10" width="20" height="60"/></g>`,
  ],
  ['transition', style('.dot { fill: #111; transition: fill 4s } .dot:hover { fill: #f00 }') + dot],
  [
    'variables',
    `${style(':root { --main: #e76f51 } .dot { fill: var(--main) } .b { fill: var(--other, #2a9d8f) }')}${dot}<rect class="b" width="20" height="20"/>`,
  ],
  [
    'variables set by media',
    style(':root { --c: navy } @media (prefers-color-scheme: dark) { :root { --c: gold } } .dot { fill: var(--c) }') + dot,
  ],
  ['nested rules', style('<![CDATA[.dot { fill: #111; &:hover { fill: #0c0 } }]]>') + dot],
  [
    'child selectors',
    `${style('g > g > .dot { fill: purple } g:empty + circle { fill: red }')}<g><g>${dot}</g></g><g/><circle cx="10" cy="10" r="8"/>`,
  ],
  [
    'element selectors',
    `${style('rect { fill: orange } ellipse { fill: brown } line { stroke: black }')}<rect x="20" y="20" width="60" height="60"/><ellipse cx="50" cy="50" rx="20" ry="20"/><line x1="0" y1="0" x2="100" y2="100"/>`,
  ],
  [
    'attribute selectors',
    `${style('[fill="#ff0000"] { stroke: #000; stroke-width: 4 } [data-kind] { opacity: .5 } [width="10.0"] { fill: lime }')}<circle fill="#ff0000" cx="50" cy="50" r="30"/><rect data-kind="" width="20" height="20"/><rect width="10.0" height="10" y="80"/>`,
  ],
  [
    'order of children',
    `${style('circle:nth-child(3) { fill: red } circle:last-of-type { fill: blue } circle:first-of-type { fill: green }')}<circle cx="20" cy="50" r="10"/><circle cx="50" cy="50" r="10"/><circle cx="80" cy="50" r="10"/>`,
  ],
  ['several sheets', `${style('.dot { fill: red }')}${style('.dot { fill: blue } .unused { fill: green }')}${dot}`],
  ['CDATA and comments', `<style><![CDATA[ /* a > b */ svg > .dot { fill: #0aa } /* end */ ]]></style>${dot}`],
  [
    'important',
    `${style('.dot { fill: red !important } #a { fill: blue }')}<circle id="a" class="dot" cx="50" cy="50" r="30" style="fill: green"/>`,
  ],
  ['supports', style('@supports (fill: red) { .dot { fill: olive } } @supports not (fill: red) { .dot { fill: red } }') + dot],
  [
    'escaped names',
    `${style('.\\31 st { fill: crimson } .a\\:b { fill: teal }')}<circle class="1st" cx="50" cy="50" r="30"/><rect class="a:b" width="20" height="20"/>`,
  ],
  [
    'a path in CSS',
    `${style('#p { d: path("M10 10H90V90H10Z") } #p:hover { d: path("M30 30H70V70H30Z") }')}<path id="p" d="M 20 20 L 80 20 L 80 80 Z"/>`,
  ],
  [
    'class names of an editor',
    `<defs>${style('.cls-1 { fill: none; stroke: #231f20; stroke-miterlimit: 10 } .cls-2 { fill: #ee7d23 }')}</defs><path class="cls-2" d="M 20.000 20.000 L 80.000 20.000 L 80.000 80.000 L 20.000 80.000 Z"/><path class="cls-1" d="M 10.0 10.0 C 20.0 20.0 30.0 20.0 40.0 10.0"/>`,
  ],
];

const animated: readonly Part[] = [
  [
    'animations by a chain of ids',
    `${box}<animate xlink:href="#box" id="grow" attributeName="width" from="20" to="60" dur="1s" begin="0s;shrink.end"/><animate xlink:href="#box" id="shrink" attributeName="width" from="60" to="20" dur="1s" begin="grow.end+0.2s"/>`,
  ],
  [
    'animations in defs',
    `<defs><animate xlink:href="#box" attributeName="x" values="0;40;0" dur="2s" repeatCount="indefinite"/><animateTransform href="#box" attributeName="transform" type="rotate" from="0 50 50" to="90 50 50" dur="3s" fill="freeze"/></defs>${box}`,
  ],
  [
    'a rotation in a turned group',
    '<g transform="matrix(.866 -.5 .25 .433 50 50)"><path d="M0 40 A 40 40 0 0 0 40 0 L 20 0 Z"><animateTransform attributeName="transform" type="rotate" from="360" to="0" dur="2s" repeatCount="indefinite"/></path></g>',
  ],
  [
    'a turned group with one shape',
    '<g transform="translate(50,50) rotate(-90)"><circle fill="none" stroke="#10cfbd" stroke-width="6" stroke-dasharray="110" r="30"><animate attributeName="stroke-dashoffset" values="360;140" dur="2s" fill="freeze"/><animateTransform attributeName="transform" type="rotate" values="0;274;360" dur="2s" repeatCount="indefinite"/></circle></g>',
  ],
  [
    'a set after an animation',
    '<rect x="20" y="20" width="60" height="60" fill="red"><animate id="first" attributeName="height" to="20" dur="1s" fill="freeze"/><set attributeName="fill" to="blue" begin="first.end"/></rect>',
  ],
  [
    'motion along a path',
    '<path id="track" d="M 10,50 C 20,10 80,10 90,50" fill="none" stroke="#ccc"/><circle r="8"><animateMotion dur="3s" repeatCount="indefinite"><mpath xlink:href="#track"/></animateMotion></circle>',
  ],
  [
    'a changing path',
    '<path fill="tomato" d="M 20 20 L 80 20 L 80 80 Z"><animate attributeName="d" dur="2s" repeatCount="indefinite" to="M 20 20 L 80 60 L 20 80 Z"/></path>',
  ],
  [
    'a stroke that appears',
    '<rect x="20" y="20" width="60" height="60" fill="none" stroke="none" stroke-width="8" stroke-dasharray="4 2"><set attributeName="stroke" to="#d00" begin="1s"/></rect>',
  ],
  [
    'a part that appears',
    `${dot}<rect width="100" height="20" fill="red" visibility="hidden"><set attributeName="visibility" to="visible" begin="1s"/></rect><rect width="0" y="80" height="20"><animate attributeName="width" to="100" dur="2s" fill="freeze"/></rect>`,
  ],
  [
    'two animations of one attribute',
    `${box}<defs><set href="#box" attributeName="fill" to="red" begin="1s"/><animate href="#box" attributeName="fill" values="blue;blue" begin="1s" dur="9s"/></defs>`,
  ],
  [
    'an animated gradient',
    '<linearGradient id="g"><stop offset="0" stop-color="#f00"/><stop offset="1" stop-color="#00f"><animate attributeName="stop-color" values="#00f;#0f0" dur="2s" fill="freeze"/></stop></linearGradient><rect width="100" height="100" fill="url(#g)"/>',
  ],
  [
    'an animated link',
    '<defs><circle id="one" r="20"/><rect id="two" width="30" height="30"/></defs><use x="40" y="40" xlink:href="#one"><set attributeName="xlink:href" to="#two" begin="1s"/></use>',
  ],
  [
    'an additive animation',
    '<rect x="30" y="30" width="40" height="40" transform="rotate(10) translate(5 0)"><animateTransform attributeName="transform" type="translate" by="20 0" additive="sum" dur="2s" fill="freeze"/></rect>',
  ],
];

const scripted: readonly Part[] = [
  [
    'a script that asks for an id',
    `${dot}<g id="spinner"><rect x="5" y="5" width="20" height="20"/></g><script>document.getElementById('spinner').setAttribute('transform', 'translate(60 0)')</script>`,
  ],
  [
    'a script that asks for a class',
    `${dot}<script><![CDATA[ for (const each of document.querySelectorAll('.dot')) each.setAttribute('fill', 1 < 2 ? 'green' : 'red') ]]></script>`,
  ],
  [
    'a script that asks for elements',
    `<rect x="20" y="20" width="60" height="60"/><g></g><script>document.querySelector('rect').setAttribute('width', 20); document.querySelector('g').innerHTML = '<circle cx="50" cy="50" r="10" fill="red"/>'</script>`,
  ],
  [
    'a script that walks',
    `<g id="list">\n<circle cx="50" cy="50" r="30"/>\n<circle cx="20" cy="20" r="9"/>\n</g><script>document.getElementById('list').childNodes[3].setAttribute('fill', 'red')</script>`,
  ],
  [
    'a script that reads numbers',
    `<rect id="a" x="10.50" y="20" width="60.0" height="60"/><text x="10" y="95" font-size="12"/><script>document.querySelector('text').append(document.getElementById('a').getAttribute('x'))</script>`,
  ],
  ['a script in defs', `<defs><script>document.documentElement.style.background = '#def'</script></defs>${dot}`],
  [
    'event handlers',
    `<circle cx="50" cy="50" r="30" fill="#111" onmouseover="this.setAttribute('fill', 'red')"/><circle id="late" cx="15" cy="15" r="10" opacity="0"/>`,
  ],
  [
    'an event handler on load',
    `<g id="m"/>${dot}`,
    `onload="document.getElementById('m').append(document.querySelector('.dot').cloneNode()); document.getElementById('m').setAttribute('transform', 'scale(.4)')"`,
  ],
];

/** An SVG as a program for drawing writes it: comments, a vocabulary of its own, layers, metadata. */
function asEdited(content: string, attributes: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<!-- Created with an editor (http://www.example.com/) -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg ${head} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" ${attributes}
     version="1.1" xml:space="default" enable-background="new 0 0 100 100">
  <metadata id="metadata5"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
  <g
     inkscape:label="Layer 1"
     inkscape:groupmode="layer"
     id="layer1">
    ${content}
  </g>
</svg>
`;
}

export interface Drawing {
  readonly name: string;
  readonly svg: string;
  /** Ids of symbols of a sprite, which is shown by them. */
  readonly symbols: readonly string[];
}

const parts = [...styled, ...animated, ...scripted, ...described, ...defined, ...drawn];

/** The drawings: each part alone, and every second one in the file of an editor. */
export const drawings: readonly Drawing[] = [
  ...parts.map(([name, content, attributes = '']) => ({
    name,
    svg: `<svg ${head} ${sized} ${attributes}>\n  ${content}\n</svg>`,
    symbols: [],
  })),
  ...parts
    .filter((_, index) => index % 2 === 0)
    .map(([name, content, attributes = '']) => ({
      name: `${name}, edited`,
      svg: asEdited(content, `${sized} ${attributes}`),
      symbols: [],
    })),
  ...sprites.map(([name, content, attributes = '']) => ({
    name,
    svg: `<svg ${head} ${attributes}>\n  ${content}\n</svg>`,
    symbols: [...content.matchAll(/<symbol id="(\w+)"/g)].map(([, id]) => id as string),
  })),
];
