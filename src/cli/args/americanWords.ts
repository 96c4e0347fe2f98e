/** British spellings that the command line accepts for the American words of its commands, options, filters and steps. */
const americanWords = [
  ['centre', 'center'],
  ['colour', 'color'],
  ['greyscale', 'grayscale'],
  ['normalise', 'normalize'],
  ['optimise', 'optimize'],
  ['posterise', 'posterize'],
] as const;

/** A name with American words: `greyscale` becomes `grayscale`, `colours` becomes `colors`. */
export function toAmerican(name: string): string {
  return americanWords.reduce((text, [british, american]) => text.replaceAll(british, american), name);
}

/** The British form of an American name; undefined when the two are the same. */
export function toBritish(name: string): string | undefined {
  const text = americanWords.reduce((all, [british, american]) => all.replaceAll(american, british), name);
  return text === name ? undefined : text;
}
