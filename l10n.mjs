// `npm run l10n`, after the texts of the code were collected: brings the entries of each translation into the order of the
// English texts, and removes those that nothing uses any more. `npm run unit -- test/manifest/languages.test.ts` names what
// is left to translate.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

for (const [folder, name] of [
  ['l10n', 'bundle.l10n'],
  ['.', 'package.nls'],
]) {
  const keys = Object.keys(read(`${folder}/${name}.json`));
  for (const file of readdirSync(folder).filter((each) => each.startsWith(`${name}.`) && each !== `${name}.json`)) {
    const texts = read(`${folder}/${file}`);
    const kept = keys.filter((key) => texts[key] !== undefined).map((key) => [key, texts[key]]);
    writeFileSync(`${folder}/${file}`, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
  }
}
