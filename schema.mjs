// Writes the JSON Schema of assetmill.profiles, made from the recipe schema in src/shared, into package.json.
import { readFileSync, writeFileSync } from 'node:fs';
import esbuild from 'esbuild';

const { outputFiles } = await esbuild.build({ entryPoints: ['src/shared/recipe.ts'], bundle: true, format: 'esm', write: false });
const { profilesJsonSchema } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { properties } = manifest.contributes.configuration;
const { order, scope, default: empty, markdownDescription } = properties['assetmill.profiles'];
properties['assetmill.profiles'] = { order, scope, default: empty, markdownDescription, ...profilesJsonSchema() };
writeFileSync('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
