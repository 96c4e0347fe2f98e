// Generates from the recipe schema in src/shared/recipe: the JSON Schema of assetmill.profiles in package.json, its texts in
// package.nls.json, docs/operations.md, and the operation names that the command line lists without loading the schema.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const { outputFiles } = await esbuild.build({
  stdin: {
    contents: "export * from './operationsReference'; export * from './profilesManifest'; export { stepKinds } from './schema/steps';",
    resolveDir: 'src/shared/recipe',
  },
  bundle: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const { operationsReference, profilesManifest, stepKinds } = await import(
  `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
);
const { schema, texts } = profilesManifest();

function write(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { properties } = manifest.contributes.configuration;
const { order, scope, default: empty, markdownDescription } = properties['assetmill.profiles'];
properties['assetmill.profiles'] = { order, scope, default: empty, markdownDescription, ...schema };
write('package.json', manifest);

const others = Object.entries(JSON.parse(readFileSync('package.nls.json', 'utf8'))).filter(([key]) => !key.startsWith('profiles.'));
write('package.nls.json', { ...Object.fromEntries(others), ...texts });

mkdirSync('docs', { recursive: true });
writeFileSync('docs/operations.md', operationsReference());

writeFileSync(
  'src/cli/args/operationNames.ts',
  `/** The operations that \`--step\` takes. Generated from the recipe schema by \`npm run schema\`: do not edit. */
export const operationNames: readonly string[] = [
${stepKinds.map((name) => `  '${name}',`).join('\n')}
];
`,
);
