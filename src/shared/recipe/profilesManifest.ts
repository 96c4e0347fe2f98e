import * as z from 'zod';
import { profileSchema } from './profileSchema';

/** What package.json and package.nls.json contain for `assetmill.profiles`. */
export interface ProfilesManifest {
  /** JSON Schema with `%keys%` instead of texts. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Parts of a path in a JSON Schema that mean nothing to a translator; the title identifies a member of a union. */
const meaningless: ReadonlySet<string> = new Set(['properties', 'items', 'oneOf', 'anyOf']);

/** Replaces every description in a JSON Schema by a key such as `%profiles.steps.resize.width%`. */
function withoutTexts(node: unknown, path: readonly string[], texts: Record<string, string>): unknown {
  if (Array.isArray(node))
    return node.map((each) => withoutTexts(each, [...path, String((each as { title?: string })?.title ?? '')], texts));
  if (typeof node !== 'object' || node === null) return node;
  const keep = (parts: readonly string[], text: string) => {
    const words = parts.filter((part) => part !== '' && !meaningless.has(part));
    const keyOf = (rest: readonly string[]) => ['profiles', ...rest].join('.');
    // The parameters that an override changes share the texts of the profile.
    const shared = keyOf(words.slice(1));
    const key = words[0] === 'overrides' && texts[shared] === text ? shared : keyOf(words);
    texts[key] = text;
    return `%${key}%`;
  };
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => {
      if (name === 'description' && typeof value === 'string') return [name, keep(path, value)];
      if (name !== 'enumDescriptions') return [name, withoutTexts(value, [...path, name], texts)];
      const values = (node as { enum: readonly string[] }).enum;
      return [name, (value as string[]).map((text, index) => keep([...path, String(values[index])], text))];
    }),
  );
}

/** The JSON Schema of `assetmill.profiles`, as package.json contributes it, and its texts. */
export function profilesManifest(): ProfilesManifest {
  const { $schema: _, ...schema } = z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' });
  const texts: Record<string, string> = {};
  const profile = withoutTexts(schema, [], texts);
  return { schema: { type: 'object', additionalProperties: profile }, texts };
}
