// Writes what is made from the recipe schema in src/shared/recipe: the JSON Schema of assetmill.profiles in package.json, its
// texts in package.nls.json, and docs/operations.md.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const { outputFiles } = await esbuild.build({
  stdin: {
    contents: "export * from './operationsReference'; export * from './profilesManifest';",
    resolveDir: 'src/shared/recipe',
  },
  bundle: true,
  format: 'esm',
  platform: 'browser',
  write: false,
});
const { operationsReference, profilesManifest } = await import(
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
