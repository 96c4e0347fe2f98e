// Generates from the recipe schema in src/shared/recipe: the JSON Schema of assetmill.profiles in package.json, its texts in
// package.nls.json, docs/operations, docs/profiles.md, and what is known of filters, operations, and parameters
// without loading the schema. From the formats in src/shared/values: the table in README.md, and the file names in the menus.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const { outputFiles } = await esbuild.build({
  stdin: {
    contents:
      "export * from './operationsReference'; export * from './profilesManifest'; export * from './profilesReference'; export { operationSchemas, stepKinds } from './schema/steps'; export { extensionsByFormat, sourceFormats } from '../values/formats'; export { formatsReference } from '../values/formatsReference';",
    resolveDir: 'src/shared/recipe',
  },
  bundle: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const {
  extensionsByFormat,
  formatsReference,
  operationSchemas,
  operationsReference,
  profilesManifest,
  profilesReference,
  sourceFormats,
  stepKinds,
} = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
const { schema, texts } = profilesManifest();

function write(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { properties } = manifest.contributes.configuration;
const { order, scope, default: empty, markdownDescription } = properties['assetmill.profiles'];
properties['assetmill.profiles'] = { order, scope, default: empty, markdownDescription, ...schema };
// The menus show the image commands for files with these extensions.
const extensions = [...new Set(sourceFormats.flatMap((format) => extensionsByFormat[format]))];
for (const items of Object.values(manifest.contributes.menus))
  for (const item of items)
    item.when = item.when?.replace(
      /resourceExtname =~ \/\^\\\.\([^)]*\)\$\/i/,
      () => `resourceExtname =~ /^\\.(${extensions.join('|')})$/i`,
    );
write('package.json', manifest);

const readme = readFileSync('README.md', 'utf8');
const table = /(<!-- formats: npm run schema -->\n).*?(<!-- \/formats -->)/s;
writeFileSync(
  'README.md',
  readme.replace(table, (_, start, end) => `${start}\n${formatsReference()}\n\n${end}`),
);

const others = Object.entries(JSON.parse(readFileSync('package.nls.json', 'utf8'))).filter(([key]) => !key.startsWith('profiles.'));
write('package.nls.json', { ...Object.fromEntries(others), ...texts });

writeFileSync(
  'src/shared/recipe/filterIntensities.ts',
  `/** The filters with their default intensities. Generated from the recipe schema by \`npm run schema\`: do not edit. */
export const filterIntensities = {
${operationSchemas
  .flatMap(({ filters }) => Object.entries(filters))
  .map(([name, { defaultIntensity }]) => `  ${name}: ${defaultIntensity},\n`)
  .join('')}} as const;
`,
);

mkdirSync('docs/operations', { recursive: true });
const pages = operationsReference();
for (const name of readdirSync('docs/operations')) if (!Object.hasOwn(pages, name)) rmSync(`docs/operations/${name}`);
for (const [name, page] of Object.entries(pages)) writeFileSync(`docs/operations/${name}`, page);
writeFileSync('docs/profiles.md', profilesReference());

writeFileSync(
  'src/cli/args/operationNames.ts',
  `/** The operations that \`--step\` takes. Generated from the recipe schema by \`npm run schema\`: do not edit. */
export const operationNames: readonly string[] = [
${stepKinds.map((name) => `  '${name}',`).join('\n')}
];
`,
);

/** How the text of a parameter is read: by default as a number or a boolean where it is one. */
function parameterKind({ type, anyOf = [], items, enum: words }) {
  const list = items ?? anyOf.find((each) => each.items)?.items;
  if (list) return list.enum || list.type === 'string' ? 'words' : 'numbers';
  return type === 'string' && !words ? 'text' : undefined;
}

/** Entries such as `['svg.prefix', 'text']` for the parameters of an object whose kind is not the default. */
function parameterKinds(properties = {}, prefix = '') {
  return Object.entries(properties).flatMap(([name, each]) => {
    const kind = parameterKind(each);
    return [...(kind ? [[prefix + name, kind]] : []), ...parameterKinds(each.properties, `${prefix}${name}.`)];
  });
}

const { outputs, steps } = schema.additionalProperties.properties;
const stepKindsOf = steps.items.oneOf.map(({ properties: { operation, ...rest } }) => [operation.const, parameterKinds(rest)]);

function kindsText(kinds, indent) {
  return kinds.map(([key, kind]) => `${indent}${/^\w+$/.test(key) ? key : `'${key}'`}: '${kind}',\n`).join('');
}

writeFileSync(
  'src/cli/args/parameterKinds.ts',
  `/** How typed parameters are read, where not as a number or a boolean. Generated from the recipe schema by \`npm run schema\`: do not edit. */

export type ParameterKind = 'numbers' | 'words' | 'text';
export type ParameterKinds = Readonly<Record<string, ParameterKind>>;

export const outputKinds: ParameterKinds = {
${kindsText(parameterKinds(outputs.items.properties), '  ')}};

/** By operation. */
export const stepKinds: Readonly<Record<string, ParameterKinds>> = {
${stepKindsOf
  .filter(([, kinds]) => kinds.length > 0)
  .map(([name, kinds]) => `  ${name}: {\n${kindsText(kinds, '    ')}  },\n`)
  .join('')}};
`,
);
