/** How a parameter of the recipe schema is told in a document. */

/** What is read of the JSON Schema of a parameter. */
export interface ParameterSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly anyOf?: readonly ParameterSchema[];
  readonly oneOf?: readonly ParameterSchema[];
  readonly items?: ParameterSchema;
  readonly properties?: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly default?: unknown;
  readonly description?: string;
  readonly examples?: readonly unknown[];
}

/** JSON in one line, with spaces as in settings.json. */
export function oneLine(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n\s*/g, ' ')
    .replace(/\[ | \]/g, (text) => text.trim());
}

/** Text as code in Markdown. */
export const code = (text: string) => `\`${text}\``;

function range(least: number | undefined, most: number | undefined): string {
  return least === undefined || most === undefined ? '' : `, ${least} to ${most}`;
}

function listText({ items, minItems, maxItems }: ParameterSchema): string {
  const values = items?.enum || items?.anyOf || items?.oneOf || items?.properties ? 'array of these' : `array of ${items?.type}s`;
  const bounds = maxItems === undefined ? '' : `${range(minItems ?? 0, maxItems)} items`;
  const inner = items?.minimum === undefined ? '' : `${range(items.minimum, items.maximum)} each`;
  return `${values}${inner}${bounds}`;
}

/** The type of a parameter with its bounds, in Markdown. */
export function typeText(schema: ParameterSchema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  if (schema.items) return listText(schema);
  return `${schema.type}${range(schema.minimum, schema.maximum)}`;
}

/** The default of a parameter in Markdown; empty if it has none. */
export function defaultText(schema: ParameterSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return schema.default === undefined ? '' : code(oneLine(schema.default).replace(/^"(.*)"$/, '$1'));
}

/** The description of a parameter, with that of each value if there are any. */
export function descriptionText({ description = '', enum: values = [], enumDescriptions = [] }: ParameterSchema): string {
  return [description, ...enumDescriptions.map((text, index) => `${code(String(values[index]))}: ${text}`)].join('<br>');
}
