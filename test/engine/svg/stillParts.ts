/** The parts of SVGs that neither move nor change: descriptions, definitions, shapes, texts, sprites. */

/** What a drawing is made of: the children of the root, and its attributes where they matter. */
export type Part = readonly [name: string, content: string, attributes?: string];

export const described: readonly Part[] = [
  [
    'labels by ids',
    '<title id="ttl">A dot</title><desc id="dsc">A dark dot on nothing</desc><circle cx="50" cy="50" r="30"/>',
    'role="img" aria-labelledby="ttl dsc"',
  ],
  [
    'roles of parts',
    '<g role="list" aria-label="Bars"><rect role="listitem" aria-label="One" x="10" y="10" width="80" height="30"/><rect role="listitem" aria-label="Two" x="10" y="60" width="80" height="30"/></g>',
    'role="graphics-document" focusable="false"',
  ],
  [
    'tooltips',
    '<g><title>Whole</title><circle cx="50" cy="50" r="30"><title>Part</title></circle></g><rect width="100" height="100" opacity="0"><title>Area</title></rect>',
  ],
  [
    'data attributes',
    '<g data-name="Layer 1" data-empty=""><rect data-value="007" data-text="a  b" x="20" y="20" width="60" height="60"/></g>',
    'class="icon icon-box" lang="de"',
  ],
  [
    'links',
    '<a xlink:href="https://example.com/?a=1&amp;b=2" target="_blank"><rect x="20" y="20" width="60" height="60" fill="none" pointer-events="all"/><text x="20" y="55" font-size="14">Link</text></a>',
  ],
  [
    'descriptions of an editor',
    '<desc>Created with Something.</desc><title/><g id="Page-1" stroke="none" stroke-width="1" fill="none" fill-rule="evenodd"><g id="Icon" fill="#000000" fill-rule="nonzero"><polygon id="Shape" points="50 20 80 80 20 80"/></g></g>',
  ],
];

export const defined: readonly Part[] = [
  [
    'a linear gradient',
    '<defs><linearGradient id="a" x1="0%" y1="0%" x2="100%" y2="0"><stop offset="0%" stop-color="#ff0000"/><stop offset="100%" style="stop-color:rgb(0,0,255);stop-opacity:.5"/></linearGradient></defs><rect x="10" y="10" width="80" height="80" fill="url(#a)"/>',
  ],
  [
    'gradients that share stops',
    '<linearGradient id="s"><stop stop-color="gold"/><stop offset="1" stop-color="navy"/></linearGradient><radialGradient id="r" xlink:href="#s" cx="50" cy="50" r="40" gradientUnits="userSpaceOnUse" gradientTransform="rotate(30 50 50) scale(1 .5)"/><circle cx="50" cy="50" r="45" fill="url(#r)"/>',
  ],
  [
    'a pattern',
    '<pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="10" fill="#0a0"/></pattern><rect width="100" height="100" fill="url(#p)"/>',
  ],
  [
    'a mask',
    '<mask id="m"><rect width="100" height="100" fill="white"/><circle cx="50" cy="50" r="20" fill="#000000"/></mask><rect x="10" y="10" width="80" height="80" fill="purple" mask="url(#m)"/>',
  ],
  ['an empty mask', '<mask id="m"/><rect x="10" y="10" width="80" height="80" mask="url(#m)"/><circle cx="50" cy="50" r="10"/>'],
  [
    'a clip path',
    '<clipPath id="c" clip-rule="evenodd"><path d="M50,5 L20,95 L95,40 L5,40 L80,95 Z"/></clipPath><g clip-path="url(#c)"><rect width="100" height="100" fill="crimson"/></g>',
  ],
  [
    'clipped groups',
    '<clipPath id="c"><circle cx="50" cy="50" r="40"/></clipPath><g clip-path="url(#c)"><g transform="translate(20 0)"><rect width="100" height="100"/></g></g>',
  ],
  [
    'a filter',
    '<filter id="f" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur in="SourceAlpha" stdDeviation="3.0"/><feOffset dx="4" dy="4" result="o"/><feMerge><feMergeNode in="o"/><feMergeNode in="SourceGraphic"/></feMerge></filter><g filter="url(#f)"><rect x="20" y="20" width="50" height="50" fill="#09f" transform="rotate(10 45 45)"/><rect x="40" y="40" width="30" height="30" fill="#f90" transform="rotate(10 45 45)"/></g>',
  ],
  [
    'a filter on an empty group',
    '<filter id="f" filterUnits="userSpaceOnUse" x="20" y="20" width="60" height="60"><feFlood flood-color="teal"/></filter><g filter="url(#f)"/>',
  ],
  [
    'markers',
    '<marker id="m" viewBox="0 0 10 10" refX="5" refY="5" markerWidth="4" markerHeight="4" orient="auto-start-reverse"><path d="M0 0 L10 5 L0 10 z"/></marker><polyline points="10,80 30,30 50,50 50,50 90,20" fill="none" stroke="#333" stroke-width="3" marker-start="url(#m)" marker-mid="url(#m)" marker-end="url(#m)"/>',
  ],
  [
    'symbols in use',
    '<symbol id="s" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4"/></symbol><use xlink:href="#s" x="10" y="10" width="80" height="80" fill="#c0c"/><use href="#s" width="20" height="20"/>',
  ],
  [
    'uses with places and strokes',
    '<defs><path id="a" d="M0 0 L20 0 L20 20 Z" stroke-width="3"/><g id="b" fill="red"><use xlink:href="#a"/></g></defs><use xlink:href="#a" x="40" y="40" stroke="blue" fill="none"/><use xlink:href="#b" transform="translate(10,10) scale(1.5)"/>',
  ],
  [
    'inherited color',
    '<g fill="currentColor" stroke="currentcolor"><rect x="20" y="20" width="60" height="60" fill-opacity=".5"/></g>',
    'color="#a0522d"',
  ],
  [
    'patterns from patterns',
    '<pattern id="a" width="20" height="20" patternUnits="userSpaceOnUse"><circle cx="10" cy="10" r="8" fill="#36c"/></pattern><pattern id="b" xlink:href="#a" x="5"/><rect width="100" height="100" fill="url(#b)"/>',
  ],
];

export const drawn: readonly Part[] = [
  [
    'text with spaces',
    '<text x="5" y="30" font-family="DejaVu Sans, sans-serif" font-size="12" xml:space="preserve">a   b  <tspan font-weight="bold" dx="2">c </tspan> d</text><text x="5" y="60" font-size="14">two\n    <tspan fill="red">words</tspan> <tspan dy="4">here</tspan></text>',
  ],
  [
    'text on a path',
    '<path id="t" d="M 10 60 Q 50 10 90 60" fill="none"/><text font-size="12"><textPath xlink:href="#t" startOffset="10%">along the path</textPath></text>',
  ],
  [
    'text with anchors and lists',
    '<text x="10 25 40 55" y="50" font-size="16" rotate="0 10 20" text-anchor="middle" letter-spacing="1">abcd</text><text x="50" y="80" text-anchor="end" textLength="40" lengthAdjust="spacingAndGlyphs" font-size="10">quote " \' &amp; &lt;</text>',
  ],
  [
    'a font of its own',
    `<defs><style>@font-face { font-family: "Own"; src: local("DejaVu Serif"), local("Times New Roman") }</style></defs><text x="10" y="60" font-family="Own, serif" font-size="24">Own</text>`,
  ],
  [
    'HTML',
    '<foreignObject x="5" y="5" width="90" height="90"><div xmlns="http://www.w3.org/1999/xhtml" style="font: 12px sans-serif"> one <b>two</b> <i>three</i><p class="empty"></p>four&#160; five<pre>a\n  b</pre></div></foreignObject>',
  ],
  [
    'HTML or text',
    '<switch><foreignObject x="5" y="5" width="90" height="40" requiredExtensions="http://example.com/none"><p xmlns="http://www.w3.org/1999/xhtml">never</p></foreignObject><g/><text x="10" y="50">else</text></switch>',
  ],
  [
    'languages',
    '<switch><text systemLanguage="xx" x="10" y="50">xx</text><g systemLanguage="en"><rect x="20" y="20" width="60" height="60"/></g><rect width="100" height="100" fill="red"/></switch>',
  ],
  [
    'a nested picture',
    '<svg x="10" y="10" width="50%" height="50%" viewBox="0 0 10 20" preserveAspectRatio="xMinYMax slice"><rect width="10" height="10" fill="red"/><rect y="10" width="10" height="10" fill="blue"/></svg><rect x="60" y="60" width="30%" height="30%"/>',
  ],
  [
    'an image',
    '<image x="20" y="20" width="60" height="60" preserveAspectRatio="none" xlink:href="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\' width=\'2\' height=\'2\'%3E%3Crect width=\'1\' height=\'2\' fill=\'red\'/%3E%3C/svg%3E"/>',
  ],
  [
    'strokes',
    '<g fill="none" stroke="#222" stroke-width="8" stroke-linecap="round" stroke-linejoin="bevel"><path d="M20 20 L80 20 L50 60"/><path d="M50 80 L50 80"/><path d="M20 80 h0" stroke-linecap="square"/><path d="M80 80 l 10 0 l 0 10" stroke-dasharray="4,2" stroke-dashoffset="1" vector-effect="non-scaling-stroke" transform="scale(.9)"/></g>',
  ],
  [
    'overlapping paths',
    '<path d="M10 10 H60 V60 H10 Z" fill="#f00" fill-opacity=".5"/><path d="M40 40 H90 V90 H40 Z" fill="#f00" fill-opacity=".5"/><path d="M0 0h5v5z" fill="#f00" fill-opacity=".5"/>',
  ],
  [
    'transformations',
    '<g transform="translate(50 50)"><g transform="rotate(30)"><g transform="scale(1.5, .5)"><g transform="skewX(10)"><rect x="-20" y="-20" width="40" height="40" transform="matrix(1 0 0 1 5 0)"/></g></g></g></g>',
  ],
  [
    'an origin',
    '<rect x="20" y="20" width="40" height="40" transform="rotate(20)" transform-origin="50 50"/><g style="transform: rotate(10deg); transform-origin: 50px 50px"><rect x="60" y="60" width="20" height="20"/></g>',
  ],
  [
    'units',
    '<rect x="2mm" y=".2in" width="50px" height="30pt" fill="rgb(100%, 50%, 0%)"/><circle cx="50%" cy="75%" r="1em" fill="RGB(10, 20, 30)" font-size="12"/>',
  ],
  [
    'arcs and curves',
    '<path fill="#789" d="M 10.000,50.000 a 25,25 -30 0 1 50,-25 l 30,0 Q 95 60 60 70 T 20 80 C 15 75 12 60 10 50 S 5 45 10 50 z"/>',
  ],
  ['numbers without separators', '<path d="M10-.5.5 20l30.5.25-1e1 5.5E-1h40v-.5zm20 50a10 10 0 01 20 0z" fill="#345"/>'],
  [
    'blending',
    '<rect x="10" y="10" width="50" height="50" fill="#f0f"/><g style="mix-blend-mode: multiply; isolation: isolate"><rect x="30" y="30" width="60" height="60" fill="#ff0"/></g><g opacity=".5"><circle cx="50" cy="50" r="20"/><circle cx="60" cy="50" r="20"/></g>',
  ],
  [
    'visibility',
    '<g visibility="hidden"><rect width="100" height="100"/><circle cx="50" cy="50" r="30" visibility="visible"/></g><g display="none"><rect width="50" height="100"/></g>',
  ],
  [
    'entities',
    '<text x="5" y="50" font-size="14">&#xe4;&#8364; &#x2192;</text><g aria-label="first&#10;second"><circle cx="50" cy="70" r="20"/></g>',
  ],
  [
    'a repeated id',
    '<rect id="twin" x="20" y="20" width="60" height="60"/><circle id="twin" cx="50" cy="50" r="9" fill="red"/><use xlink:href="#twin" x="15" fill="lime"/>',
  ],
];

export const sprites: readonly Part[] = [
  [
    'a sprite',
    '<symbol id="home" viewBox="0 0 16 16"><title>Home</title><path d="M2 8 L8 2 L14 8 V14 H2 Z"/></symbol><symbol id="star" viewBox="0 0 16 16"><path d="M8 1 L10 6 L15 6 L11 9 L13 15 Z"/></symbol>',
    'style="display:none"',
  ],
  [
    'a sprite in defs',
    '<defs><symbol id="a" viewBox="0 0 9 9"><rect width="9" height="9" fill="none" stroke-width="2"/></symbol><linearGradient id="unused"/></defs>',
    'width="0" height="0"',
  ],
  [
    'a sprite without view boxes',
    '<g><symbol id="a"><circle cx="20" cy="20" r="15"/></symbol></g><symbol id="b"><path d="M0 0 H 20 V 20 Z" class="tone"/></symbol>',
    'width="0" height="0" aria-hidden="true"',
  ],
  [
    'a sprite with views',
    '<view id="left" viewBox="0 0 50 100"/><view id="right" viewBox="50 0 50 100"/><rect width="50" height="100" fill="red"/><rect x="50" width="50" height="100" fill="blue"/>',
    'width="100" height="100" viewBox="0 0 100 100"',
  ],
];
