import * as z from 'zod';
import { profileSchema } from './recipe';

/** What package.json and package.nls.json say of `assetmill.profiles`. */
export interface ProfilesManifest {
  /** JSON Schema, with `%keys%` in the place of its texts. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly texts: Readonly<Record<string, string>>;
}

/** Steps of a path in a JSON Schema that say nothing to a translator; a variant of a union is told by its title. */
const silent: ReadonlySet<string> = new Set(['properties', 'items', 'oneOf', 'anyOf']);

/** Replaces every description in a JSON Schema by a key such as `%profiles.steps.resize.width%`. */
function withoutTexts(node: unknown, path: readonly string[], texts: Record<string, string>): unknown {
  if (Array.isArray(node))
    return node.map((each) => withoutTexts(each, [...path, String((each as { title?: string })?.title ?? '')], texts));
  if (typeof node !== 'object' || node === null) return node;
  const keep = (parts: readonly string[], text: string) => {
    const said = parts.filter((part) => part !== '' && !silent.has(part));
    const keyOf = (words: readonly string[]) => ['profiles', ...words].join('.');
    // What an override changes is described where it is.
    const changed = keyOf(said.slice(1));
    const key = said[0] === 'overrides' && texts[changed] === text ? changed : keyOf(said);
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
