import * as z from 'zod';
import { profileSchema } from './profileSchema';
import { code, defaultText, oneLine, type ParameterSchema, typeText } from './schemaText';

/** Writes docs/profiles.md from the recipe schema. */

/** A key of a profile, such as `outputs.quality`. */
interface ProfileKey {
  readonly path: string;
  readonly schema: ParameterSchema;
  readonly isRequired: boolean;
}

/** Keys whose own keys have pages of their own, or are those of the profile again. */
const toldElsewhere: ReadonlySet<string> = new Set(['steps', 'overrides.steps', 'overrides.outputs']);

function keysOf({ properties = {}, required = [] }: ParameterSchema, prefix = ''): ProfileKey[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const inner = toldElsewhere.has(path) ? {} : (schema.items ?? schema);
    return [{ path, schema, isRequired: required.includes(name) }, ...keysOf(inner, `${path}.`)];
  });
}

/** Every key of a profile, in the order of the schema, those of an object after it. */
export function profileKeys(): readonly ProfileKey[] {
  return keysOf(z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' }) as ParameterSchema);
}

/** An example of a value: one of the schema, a value of a list that is not the default, or the other boolean. */
export function exampleOf({ examples, enum: values, type, default: usual }: ParameterSchema): unknown {
  if (examples) return examples[0];
  if (values) return values.find((value) => value !== usual);
  return type === 'boolean' ? !usual : undefined;
}

/** Where a key is told: the keys of the profile itself, then those of each object in it. */
function groupOf({ path }: ProfileKey): string {
  const [first = '', ...rest] = path.split('.');
  return rest.length === 0 ? '' : first;
}

function anchor(path: string): string {
  return `#${path.replaceAll('.', '').toLowerCase()}`;
}

function typeOf({ path, schema }: ProfileKey): string {
  if (path === 'steps' || path === 'overrides.steps') return 'array of steps: see [operations](operations/README.md)';
  if (schema.items?.properties) return `array of objects${schema.maxItems ? `, at most ${schema.maxItems}` : ''}`;
  return typeText(schema);
}

function entry(key: ProfileKey): string[] {
  const { path, schema, isRequired } = key;
  const usual = defaultText(schema, isRequired);
  const { enum: values = [], enumDescriptions = [], description = '' } = schema;
  return [
    `### ${path}`,
    '',
    `${typeOf(key)}${isRequired ? ', required' : usual === '' ? '' : `; default ${usual}`}`,
    '',
    description,
    '',
    ...enumDescriptions.map((text, index) => `- ${code(String(values[index]))}: ${text}`),
    ...(enumDescriptions.length > 0 ? [''] : []),
    '```jsonc',
    `${JSON.stringify(path.split('.').at(-1))}: ${oneLine(exampleOf(schema))}`,
    '```',
    '',
  ];
}

function section(heading: string, keys: readonly ProfileKey[]): string[] {
  const links = keys.map(({ path }) => `[${path.split('.').slice(1).join('.') || path}](${anchor(path)})`);
  return [`## ${heading}`, '', `${links.join(', ')}.`, '', ...keys.flatMap(entry)];
}

const introduction = `# Profiles

<!-- Generated from the recipe schema by \`npm run schema\`. Do not edit. -->

A profile is a named recipe in the setting \`assetmill.profiles\`: steps, which run in order, and outputs. Every key has a default, so a profile says only what is special about it. The editor completes and checks profiles as you type; *Edit Profiles...* opens them.

\`\`\`jsonc
"assetmill.profiles": {
  "web": {
    "steps": [{ "operation": "resize", "longEdge": 1920 }],
    "outputs": [{ "format": ["avif", "webp", "jpeg"], "widths": [480, 960, 1920], "folder": "public/images" }],
    "metadata": "copyright-only"
  }
}
\`\`\`

Run it with *Run Profile...*, from the *Profiles* view, or with \`assetmill run web photos\`. [Profiles in a team](how-to/profiles-in-a-team.md) tells where to keep profiles, [operations](operations/README.md) what a step can do, and [more about outputs](outputs.md) how formats, names, and repeated runs work in full. Names of files and folders are relative to the workspace folder.
`;

/** The text of docs/profiles.md. */
export function profilesReference(): string {
  const groups = new Map<string, ProfileKey[]>();
  for (const key of profileKeys()) groups.set(groupOf(key), [...(groups.get(groupOf(key)) ?? []), key]);
  const sections = [...groups]
    .sort(([a], [b]) => Number(a !== '') - Number(b !== ''))
    .flatMap(([heading, keys]) => section(heading || 'The profile', keys));
  return `${introduction}\n${sections.join('\n').trimEnd()}\n`;
}
