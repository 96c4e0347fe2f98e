import { gunzipSync, gzipSync } from 'node:zlib';
import * as l10n from '@vscode/l10n';
import { FailureError } from '../../shared/run/failure';

/** The bytes of an SVG as text and back. An SVG may be compressed (svgz) and in any encoding that XML knows. */

/** A few compressed bytes can expand into gigabytes. No real SVG is this large. */
const maxUnzippedBytes = 200_000_000;

/** The failure of an SVG that cannot be parsed. @param cause an error whose first line names the place */
export function invalidSvg(cause: unknown): FailureError {
  // The parser prefixes its message with the name of the file, which it does not know.
  const reason = ((cause as Error).message.split('\n')[0] ?? '').replace(/^<input>:/, '');
  return new FailureError('corrupt', l10n.t('Invalid SVG: {0}', reason), { cause });
}

/** Whether it is compressed. */
export function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The encoding by the byte order mark, by the pattern of `<` in UTF-16, or by the XML declaration. XML 1.0, appendix F. */
function encodingOf(bytes: Buffer): string {
  const start = bytes.toString('latin1', 0, 200);
  if (/^(?:\xff\xfe|<\0)/.test(start)) return 'utf-16le';
  if (/^(?:\xfe\xff|\0<)/.test(start)) return 'utf-16be';
  if (start.startsWith('\xef\xbb\xbf')) return 'utf-8';
  return /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1] ?? 'utf-8';
}

/**
 * The text of an SVG, without the byte order mark and the name of its encoding, which no longer applies.
 * @throws FailureError `corrupt` when it cannot be unpacked or has bytes that its encoding does not allow
 */
export function decodeSvg(svg: Buffer): string {
  try {
    const bytes = isGzip(svg) ? gunzipSync(svg, { maxOutputLength: maxUnzippedBytes }) : svg;
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    return text.replace(/^(<\?xml[^>]*?)\s+encoding\s*=\s*["'][^"']*["']/, '$1');
  } catch (error) {
    throw invalidSvg(error);
  }
}

/** The bytes of an SVG in UTF-8, which needs no declaration. @param like the source: if it is compressed, so is the result */
export function encodeSvg(text: string, like: Buffer): Buffer {
  const bytes = Buffer.from(text);
  return isGzip(like) ? gzipSync(bytes, { level: 9 }) : bytes;
}
