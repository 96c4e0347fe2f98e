/** The attributes that only say how something is drawn. Source: SVG 2, appendix C, and svgo's collections. */

const words = (text: string) => text.split(' ');

const presentation = words(
  'alignment-baseline baseline-shift clip-path clip-rule clip color-interpolation-filters color-interpolation color-profile ' +
    'color-rendering color cursor direction display dominant-baseline enable-background fill-opacity fill-rule fill filter ' +
    'flood-color flood-opacity font-family font-size-adjust font-size font-stretch font-style font-variant font-weight ' +
    'glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation letter-spacing lighting-color marker ' +
    'marker-end marker-mid marker-start mask mix-blend-mode opacity overflow paint-order pointer-events shape-rendering ' +
    'stop-color stop-opacity stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit ' +
    'stroke-opacity stroke-width stroke text-anchor text-decoration text-overflow text-rendering transform-origin transform ' +
    'unicode-bidi vector-effect visibility word-spacing writing-mode style',
);

const geometry = words(
  'x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height d points viewBox pathLength offset ' +
    'gradientTransform patternTransform refX refY markerWidth markerHeight stdDeviation radius scale',
);

/** Says how a document was written, and nothing about it. */
const writing = words('version baseProfile xmlns contentScriptType contentStyleType');

const drawing: ReadonlySet<string> = new Set([...presentation, ...geometry, ...writing]);

/** Whether an attribute draws something, in contrast to one that names, links, describes, or animates an element. */
export function isDrawingAttribute(name: string): boolean {
  return drawing.has(name) || name.startsWith('xmlns:');
}
