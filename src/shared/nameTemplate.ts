import * as l10n from '@vscode/l10n';
/** Tokens that a name template may hold, each in braces. */
export const nameTokens = ['name', 'ext', 'dir', 'relativeDir', 'width', 'height', 'format', 'profile'] as const;
export type NameToken = (typeof nameTokens)[number];
export type NameValues = Readonly<Record<NameToken, string>>;

const token = /\{([^{}]*)\}/g;

function isNameToken(text: string): text is NameToken {
  return (nameTokens as readonly string[]).includes(text);
}

/** The first thing wrong with a template, as a sentence, or undefined when it is fine. */
export function templateFault(template: string): string | undefined {
  if (template.trim() === '') return l10n.t('a name cannot be empty');
  for (const [whole, inner] of template.matchAll(token)) {
    if (!isNameToken(inner as string)) {
      return l10n.t('unknown token {0}; known are {1}', whole, nameTokens.map((name) => `{${name}}`).join(' '));
    }
  }
  const rest = template.replace(token, '');
  if (/[{}]/.test(rest)) return l10n.t('a brace is not closed');
  if (/[<>:"|?*\\\u0000-\u001f]/.test(rest)) return l10n.t('these characters cannot be in a file name everywhere: {0}', '< > : " | ? * \\');
  if (template.startsWith('/') || template.split('/').includes('..'))
    return l10n.t('a name stays inside its folder: no leading / and no ..');
  return undefined;
}

/** Whether the template uses any of the tokens. */
export function usesToken(template: string, ...names: readonly NameToken[]): boolean {
  return names.some((name) => template.includes(`{${name}}`));
}

// Names that Windows keeps for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces").
const reserved = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
/** Most file systems end a name at 255 bytes; room is left for an extension, a number and the temp name's affixes. */
const maxNameBytes = 180;

/** Length of one code point in UTF-8. */
function utf8Length(character: string): number {
  const point = character.codePointAt(0) as number;
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

function truncateToBytes(text: string, bytes: number): string {
  let result = '';
  let used = 0;
  for (const character of text) {
    used += utf8Length(character);
    if (used > bytes) break;
    result += character;
  }
  return result;
}

/** One path segment made safe on every desktop system: no reserved names or characters, no trailing dots or spaces, not too long. */
function safeSegment(segment: string): string {
  const cleaned = truncateToBytes(segment.replace(/[<>:"|?*\\\u0000-\u001f]/g, '_'), maxNameBytes).replace(/[. ]+$/, '');
  if (cleaned === '') return '_';
  return reserved.test(cleaned) ? `_${cleaned}` : cleaned;
}

/** What a token stands for. Only the relative folder may make folders: the name of a profile may hold a `/`, too. */
function tokenValue(name: NameToken, values: NameValues): string {
  return name === 'relativeDir' ? values[name] : values[name].replaceAll('/', '_');
}

/**
 * Fills a template. The result is a relative path with `/` between segments and without an extension
 * (the caller adds the one of the format that is really written), safe to create on every desktop system.
 */
export function fillTemplate(template: string, values: NameValues): string {
  const filled = template.replace(token, (whole, inner: string) => (isNameToken(inner) ? tokenValue(inner, values) : whole));
  const segments = filled.split('/').filter((segment) => segment !== '' && segment !== '.');
  return segments.map(safeSegment).join('/') || '_';
}
