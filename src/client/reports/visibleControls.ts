/** Where the pictures of the first 32 control characters begin in Unicode, in their order. */
const pictures = 0x2400;

function picture(control: string): string {
  const code = control.charCodeAt(0);
  if (code < 32) return String.fromCharCode(pictures + code);
  return code === 127 ? '\u2421' : '\ufffd';
}

/**
 * A text on a single line: each control character, such as a line break in the name of a file, becomes the picture that Unicode has
 * for it.
 */
export function visibleControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, picture);
}
