import * as z from 'zod';
import { markdownTable } from '../values/markdownTable';
import type { FilterPreset } from './schema/operation';
import { operationSchemas } from './schema/steps';

/** Writes docs/operations.md from the recipe schema. */

/** What is read of the JSON Schema of a parameter. */
interface ParameterSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly anyOf?: readonly ParameterSchema[];
  readonly items?: ParameterSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly description?: string;
}

interface StepSchema {
  readonly properties: Readonly<Record<string, ParameterSchema>>;
  readonly required?: readonly string[];
}

/** JSON in one line, with spaces as in settings.json. */
function oneLine(value: unknown): string {
  return JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
}

type OperationSchema = (typeof operationSchemas)[number];

const code = (text: string) => `\`${text}\``;

function range({ minimum, maximum }: ParameterSchema): string {
  return minimum === undefined || maximum === undefined ? '' : `, ${minimum} to ${maximum}`;
}

function typeText(schema: ParameterSchema): string {
  if (schema.const !== undefined) return code(String(schema.const));
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  if (schema.items) return `array of ${typeText(schema.items)}s`;
  return `${schema.type}${range(schema)}`;
}

function defaultText(schema: ParameterSchema, isRequired: boolean): string {
  if (isRequired) return 'required';
  return schema.default === undefined ? '' : code(String(schema.default));
}

/** The description, with that of each value if there are any. */
function descriptionText({ description = '', enum: values = [], enumDescriptions = [] }: ParameterSchema): string {
  return [description, ...enumDescriptions.map((text, index) => `${code(String(values[index]))}: ${text}`)].join('<br>');
}

function parameterTable({ properties, required = [] }: StepSchema): string {
  const parameters = Object.entries(properties).filter(([name]) => name !== 'operation');
  if (parameters.length === 0) return 'No parameters.';
  return markdownTable(
    ['Parameter', 'Type', 'Default', 'Description'],
    parameters.map(([name, schema]) => [
      code(name),
      typeText(schema),
      defaultText(schema, required.includes(name)),
      descriptionText(schema),
    ]),
  );
}

function section({ name, description, step, example }: OperationSchema): string[] {
  const schema = z.toJSONSchema(step, { io: 'input', target: 'draft-7' }) as unknown as StepSchema;
  return [`## ${name}`, '', description, '', parameterTable(schema), '', '```json', oneLine(example), '```', ''];
}

function filterTable(): string {
  const rows = operationSchemas.flatMap(({ name, filters }) =>
    Object.entries<FilterPreset>(filters).map(([filter, preset]) => [code(filter), `[${name}](#${name})`, String(preset.defaultIntensity)]),
  );
  return markdownTable(['Filter', 'Operation', 'Default intensity'], rows);
}

/** The text of docs/operations.md. */
export function operationsReference(): string {
  const lines = [
    '# Operations',
    '',
    '<!-- Generated from the recipe schema by `npm run schema`. Do not edit. -->',
    '',
    'The `steps` of a profile apply these operations in order. On the command line, `--step` takes an operation with its parameters, such as `--step blur:sigma=2`.',
    '',
    'Colors are CSS color names, `#rrggbb`, `#rrggbbaa`, `rgb()`, `hsl()` or `transparent`.',
    '',
    ...operationSchemas.flatMap(section),
    '## Filters',
    '',
    '**Apply Filter...** and `assetmill filter` offer these filters, each with a single intensity from 1 to 100.',
    '',
    filterTable(),
  ];
  return `${lines.join('\n')}\n`;
}
