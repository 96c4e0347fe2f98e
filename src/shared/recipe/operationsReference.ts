import * as z from 'zod';
import { markdownTable } from '../values/markdownTable';
import { colorOperations } from './schema/colorOperations';
import { detailOperations } from './schema/detailOperations';
import { geometryOperations } from './schema/geometryOperations';
import { layerOperations } from './schema/layerOperations';
import type { FilterPreset } from './schema/operation';
import { operationSchemas } from './schema/steps';
import { code, defaultText, descriptionText, oneLine, type ParameterSchema, typeText } from './schemaText';

/** Writes the pages of docs/operations from the recipe schema. */

type OperationSchema = (typeof operationSchemas)[number];

const groups: Readonly<Record<string, readonly OperationSchema[]>> = {
  'Size and position': geometryOperations,
  Detail: detailOperations,
  Color: colorOperations,
  'Transparency and overlays': layerOperations,
};

const generated = '<!-- Generated from the recipe schema by `npm run schema`. Do not edit. -->';

function parameterTable({ properties = {}, required = [] }: ParameterSchema): string {
  const parameters = Object.entries(properties).filter(([name]) => name !== 'operation');
  if (parameters.length === 0) return 'This operation has no parameters.';
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

/** A step as `--step` takes it: `blur:sigma=2`, or JSON if a value contains what would end it. */
function typedStep(step: Readonly<Record<string, unknown>>): string {
  const { operation, ...parameters } = step;
  const entries = Object.entries(parameters);
  if (entries.some(([, value]) => /[\s,]/.test(String(value)))) return `'${JSON.stringify(step)}'`;
  const typed = [operation, entries.map(([key, value]) => `${key}=${value}`).join(',')].filter(Boolean).join(':');
  return /[^\w:.,=-]/.test(typed) ? `'${typed}'` : typed;
}

function filtersText(filters: readonly [name: string, preset: FilterPreset][]): string[] {
  if (filters.length === 0) return [];
  const each = filters.map(([name, { defaultIntensity }]) => `\`assetmill filter ${name} --intensity ${defaultIntensity} photos\``);
  return ['', `**Apply Filter...** offers this operation with a single intensity, and the command line has ${each.join(' and ')}.`];
}

/** @param name of the operation @param moment which of its two images */
function image(name: string, moment: 'before' | 'after'): string {
  return `../images/operations/${name}-${moment}.webp`;
}

function page({ name, description, step, example, filters }: OperationSchema): string {
  const schema = z.toJSONSchema(step, { io: 'input', target: 'draft-7' }) as ParameterSchema;
  const lines = [
    `# ${name}`,
    '',
    generated,
    '',
    description,
    '',
    '| Before | After |',
    '| --- | --- |',
    `| ![The image before ${name}](${image(name, 'before')}) | ![The image after ${name}](${image(name, 'after')}) |`,
    '',
    'Made with this step of a profile:',
    '',
    '```json',
    oneLine(example),
    '```',
    '',
    'The same on the command line:',
    '',
    '```sh',
    `assetmill apply --step ${typedStep(example)} photos`,
    '```',
    ...filtersText(Object.entries<FilterPreset>(filters)),
    '',
    '## Parameters',
    '',
    parameterTable(schema),
    '',
    '[All operations](README.md)',
  ];
  return `${lines.join('\n')}\n`;
}

function overview(heading: string, schemas: readonly OperationSchema[]): string[] {
  const rows = schemas.map(({ name, description }) => [
    `<img alt="" src="${image(name, 'after')}" width="120">`,
    `[${name}](${name}.md)`,
    description,
  ]);
  return [`## ${heading}`, '', markdownTable(['', 'Operation', ''], rows), ''];
}

function filterTable(): string {
  const rows = operationSchemas.flatMap(({ name, filters }) =>
    Object.entries<FilterPreset>(filters).map(([filter, preset]) => [
      code(filter),
      `[${name}](${name}.md)`,
      String(preset.defaultIntensity),
    ]),
  );
  return markdownTable(['Filter', 'Operation', 'Default intensity'], rows);
}

function index(): string {
  const lines = [
    '# Operations',
    '',
    generated,
    '',
    'The `steps` of a profile apply these operations in order. On the command line, `--step` takes an operation with its parameters, such as `--step blur:sigma=2`.',
    '',
    'Colors are CSS color names, `#rrggbb`, `#rrggbbaa`, `rgb()`, `hsl()` or `transparent`.',
    '',
    ...Object.entries(groups).flatMap(([heading, schemas]) => overview(heading, schemas)),
    '## Filters',
    '',
    '**Apply Filter...** and `assetmill filter` offer these filters, each with a single intensity from 1 to 100.',
    '',
    filterTable(),
  ];
  return `${lines.join('\n')}\n`;
}

/** The files of docs/operations: an index, and a page for each operation. */
export function operationsReference(): Readonly<Record<string, string>> {
  return { 'README.md': index(), ...Object.fromEntries(operationSchemas.map((each) => [`${each.name}.md`, page(each)])) };
}
