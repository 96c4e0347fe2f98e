import { renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeImages } from '../pool/images';
import { cluster, describeCluster } from './setUp';

describeCluster('Runs on several computers', () => {
  test('A run of two workers makes the same bytes as a run on one computer, and undo removes all of them', async () => {
    await writeImages(cluster.images, 100, { width: 320, height: 240 });
    const before = cluster.files();
    const local = await cluster.filesOfLocalRun('web');
    await Promise.all([cluster.worker(), cluster.worker()]);
    expect(await cluster.run('web').ended()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('100 done') });
    expect(cluster.files()).toEqual(local);
    expect(cluster.outcomes.map(({ id }) => id).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, id) => id));
    expect(await cluster.undo()).toMatchObject({ code: 0, err: '' });
    expect(cluster.files()).toEqual(before);
  });

  test.each(['shrink', 'webp'] as const)('Originals that the profile %s replaced are restored from another mount path', async (profile) => {
    await writeImages(cluster.images, 70, { width: 320, height: 240 });
    const before = cluster.files();
    const local = await cluster.filesOfLocalRun(profile);
    const elsewhere = join(cluster.folder, 'mount');
    symlinkSync(cluster.data, elsewhere);
    await Promise.all([cluster.worker(), cluster.worker({ data: elsewhere })]);
    expect(await cluster.run(profile).ended()).toMatchObject({ code: 0, err: '' });
    expect(cluster.files()).toEqual(local);
    // The folder moves, as it would be elsewhere on another computer.
    const moved = join(cluster.folder, 'moved');
    renameSync(cluster.data, moved);
    symlinkSync(moved, cluster.data);
    expect(await cluster.call(['undo', '--yes', '--root', moved]).ended()).toMatchObject({ code: 0, err: '' });
    expect(cluster.files()).toEqual(before);
  });
});
