import { mkdirSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { bundles, setUpPool, workspace } from '../pool/setUp';
import { decodedSizes } from '../pool/workspace';
import { ended, startCommandLine } from './commandLine';

setUpPool();

test.skipIf(process.platform === 'win32')(
  'Nothing is written through a link that takes the place of the output folder during a run',
  async () => {
    await writeImages(workspace.images, 120, { width: 800, height: 600 });
    const outside = join(workspace.store, '..', 'outside');
    mkdirSync(outside);
    const said = ended(startCommandLine(bundles, workspace, 'resize', '--long-edge', '120', '--out', 'out', '--workers', '1', 'images'));
    while (workspace.files(workspace.out).length < 5) await delay(5);
    const moved = join(workspace.root, 'moved');
    renameSync(workspace.out, moved);
    symlinkSync(outside, workspace.out);
    const { code, out, err } = await said;
    expect(code).toBe(1);
    expect(out + err).toContain(`The folder ${workspace.out} now leads to ${outside}, so nothing was changed there.`);
    expect(readdirSync(outside)).toEqual([]);
    const made = workspace.files(moved).filter((path) => path.endsWith('.jpg'));
    expect(made.length).toBeLessThan(120);
    expect(await decodedSizes(made)).toEqual(['120x90']);
  },
);
