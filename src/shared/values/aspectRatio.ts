/** An aspect ratio such as `16:9`. */
const ratioPattern = /^(\d+(?:\.\d+)?)\s*:\s*(\d+(?:\.\d+)?)$/;

/** Width divided by height; NaN if the text is not a ratio. */
export function ratioOf(text: string): number {
  const [, width, height] = ratioPattern.exec(text) ?? [];
  return Number(width) / Number(height);
}
