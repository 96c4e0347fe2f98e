import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { operationSchemas } from '../../../src/shared/recipe/schema/steps';
import { projectRoot } from '../../host/paths';
import { runCommand } from '../../host/runCommand';
import { makeTemporaryFolder } from '../../host/temporaryFolder';
import { asShown, pictureOf } from './picture';
import { drawSource } from './sources';

type OperationSchema = (typeof operationSchemas)[number];

/** Applies the example of an operation to a file with the command line. */
async function applyExample(source: string, { example }: OperationSchema, folder: string): Promise<string> {
  const args = ['apply', '--step', JSON.stringify(example), '--format', 'png', '--out', join(folder, 'out'), source];
  await runCommand(execPath, [join(projectRoot, 'dist/cli.cjs'), ...args], {
    env: { ...process.env, ASSETMILL_STORE: join(folder, 'runs') },
  });
  return join(folder, 'out', 'image.png');
}

async function save(name: string, image: Buffer): Promise<void> {
  const webp = await pictureOf(await asShown(image));
  const file = join(projectRoot, 'docs/images', `${name}.webp`);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, webp);
  console.log(`${file}: ${(webp.length / 1000).toFixed(1)} KB`);
}

/**
 * Makes the images of docs/operations: before and after the example of each operation.
 * @param isWanted decides by a name such as `operations/blur`
 */
export async function makeOperationPictures(isWanted: (name: string) => boolean): Promise<void> {
  for (const schema of operationSchemas.filter(({ name }) => isWanted(`operations/${name}`))) {
    const folder = makeTemporaryFolder('operation');
    const source = join(folder, 'image.png');
    await writeFile(source, await drawSource(schema.name));
    await save(`operations/${schema.name}-before`, await readFile(source));
    await save(`operations/${schema.name}-after`, await readFile(await applyExample(source, schema, folder)));
  }
}
