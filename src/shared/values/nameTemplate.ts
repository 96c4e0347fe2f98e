import * as l10n from '@vscode/l10n';

/** The tokens of a name template, written in braces. */
export const nameTokens = [
  'name',
  'ext',
  'dir',
  'relativeDir',
  'width',
  'height',
  'format',
  'profile',
  'index',
  'date',
  'density',
  'dpi',
  'frame',
  'digest',
  'pixelDigest',
] as const;
export type NameToken = (typeof nameTokens)[number];
export type NameValues = Readonly<Record<NameToken, string>>;

/** Tokens whose value is known only after the file has been made. */
export const lateTokens = ['digest', 'pixelDigest'] as const satisfies readonly NameToken[];

/** Tokens that accept a length: the digits of a number, or the characters of a digest. */
const lengths: Readonly<Partial<Record<NameToken, readonly [least: number, most: number]>>> = {
  index: [1, 9],
  frame: [1, 9],
  digest: [4, 64],
  pixelDigest: [4, 64],
};

const token = /\{([^{}]*)\}/g;

interface Token {
  readonly name: NameToken;
  readonly length?: number;
}

/** Parses the text between two braces. Returns a phrase if something is wrong with it. */
function parseToken(inner: string): Token | string {
  const [name = '', length, ...rest] = inner.split(':');
  if (!(nameTokens as readonly string[]).includes(name) || rest.length > 0)
    return l10n.t('unknown token {0}; known tokens: {1}', `{${inner}}`, nameTokens.map((each) => `{${each}}`).join(' '));
  const known = name as NameToken;
  if (length === undefined) return { name: known };
  const bounds = lengths[known];
  if (!bounds) return l10n.t('{0} does not accept a length', `{${known}}`);
  const value = /^\d+$/.test(length) ? Number(length) : Number.NaN;
  if (!(value >= bounds[0] && value <= bounds[1]))
    return l10n.t('{0}: the length must be between {1} and {2}', `{${inner}}`, bounds[0], bounds[1]);
  return { name: known, length: value };
}

/** The tokens of the last template, since a plan asks for those of one template for every file. */
let parsed: { readonly template: string; readonly tokens: readonly (Token | string)[] } | undefined;

function tokensOf(template: string): readonly (Token | string)[] {
  if (parsed?.template !== template) {
    const tokens = [...template.matchAll(token)].map(([, inner]) => parseToken(inner as string));
    parsed = { template, tokens };
  }
  return parsed.tokens;
}

/** The first problem of a template as a phrase; undefined if it is valid. */
export function templateError(template: string): string | undefined {
  if (template.trim() === '') return l10n.t('a name must not be empty');
  const wrong = tokensOf(template).find((each) => typeof each === 'string');
  if (wrong !== undefined) return wrong as string;
  const rest = template.replace(token, '');
  if (/[{}]/.test(rest)) return l10n.t('a brace is unmatched');
  if (/[<>:"|?*\\\u0000-\u001f]/.test(rest))
    return l10n.t('some systems do not allow these characters in file names: {0}', '< > : " | ? * \\');
  if (template.startsWith('/') || template.split('/').includes('..'))
    return l10n.t('a name must stay inside its folder: no leading / and no ..');
  // The folder must exist before the file does, and be known to the cleanup after a crash.
  if (usesToken(template.slice(0, template.lastIndexOf('/') + 1), ...lateTokens))
    return l10n.t('{digest} and {pixelDigest} can be part of a file name, but not of a folder name');
  return undefined;
}

/** Whether the template uses any of the tokens. */
export function usesToken(template: string, ...names: readonly NameToken[]): boolean {
  return tokensOf(template).some((each) => typeof each !== 'string' && names.includes(each.name));
}

// Names that Windows reserves for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Most file systems limit a name to 255 bytes; this leaves room for an extension, a number and the affixes of temp files. */
const maxSegmentBytes = 180;

/** Bytes of one code point in UTF-8. */
function utf8Length(character: string): number {
  const point = character.codePointAt(0) as number;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Most bytes of a UTF-16 unit in UTF-8. */
const mostBytes = 3;

function truncateToBytes(text: string, bytes: number): string {
  if (text.length * mostBytes <= bytes) return text;
  let result = '';
  let used = 0;
  for (const character of text) {
    used += utf8Length(character);
    if (used > bytes) break;
    result += character;
  }
  return result;
}

/** Makes one path segment safe on every desktop system: no reserved names or characters, no trailing dots or spaces, not too long. */
function safeSegment(segment: string): string {
  const cleaned = truncateToBytes(segment.replace(/[<>:"|?*\\\u0000-\u001f]/g, '_'), maxSegmentBytes).replace(/[. ]+$/, '');
  if (cleaned === '') return '_';
  return reserved.test(cleaned) ? `_${cleaned}` : cleaned;
}

/** The value of a token. Only the relative folder may contain `/`; other values, such as the name of a profile, must not create folders. */
function tokenValue({ name, length }: Token, values: NameValues): string {
  if (name === 'relativeDir') return values[name];
  const value = values[name].replaceAll('/', '_');
  if (length === undefined) return value;
  return name === 'index' || name === 'frame' ? value.padStart(length, '0') : value.slice(0, length);
}

/**
 * Fills a template. The result is a relative path with `/` between segments that is safe on every desktop system. It has no
 * extension: the caller adds the one of the format that is written.
 */
export function fillTemplate(template: string, values: NameValues): string {
  const tokens = tokensOf(template);
  let next = 0;
  const filled = template.replace(token, (whole) => {
    const each = tokens[next++] as Token | string;
    return typeof each === 'string' ? whole : tokenValue(each, values);
  });
  const segments = filled.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.map(safeSegment).join('/') || '_';
}
