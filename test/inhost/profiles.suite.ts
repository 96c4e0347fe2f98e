import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { clean, file, image, isThere, set, sizeOf, takingFirstAnswers } from './workspace';

describe('profiles in the settings', () => {
  afterEach(async () => {
    await set('profiles', undefined);
    await clean('photos', 'out');
  });

  it('Run Profile... runs the chosen profile', async () => {
    await image('photos/a.jpg', 1600, 900);
    await image('photos/deep/b.jpg', 900, 1600);
    await set('profiles', { web: { steps: [{ operation: 'resize', longEdge: 200 }], outputs: [{ format: 'webp', folder: 'out' }] } });
    await takingFirstAnswers('assetmill.runProfile', file('photos'), [file('photos')]);
    assert.equal(await sizeOf('out/a.webp'), '200 x 113');
    assert.equal(await sizeOf('out/deep/b.webp'), '113 x 200');
  });

  it('a profile with an error writes nothing', async () => {
    await image('photos/a.jpg', 1600, 900);
    await set('profiles', { web: { steps: [{ operation: 'resize', longEdge: 200 }], outputs: [{ quality: 400, folder: 'out' }] } });
    await takingFirstAnswers('assetmill.runProfile', file('photos'), [file('photos')]);
    assert.equal(isThere('out'), false);
  });

  it('processes a folder that .gitignore excludes only when it is selected itself', async () => {
    await image('photos/build/a.jpg', 400, 400);
    await image('photos/b.jpg', 400, 400);
    await writeFile(file('photos/.gitignore').fsPath, 'build/\n');
    await set('profiles', { web: { steps: [{ operation: 'resize', longEdge: 200 }], outputs: [{ folder: 'out' }] } });
    await takingFirstAnswers('assetmill.runProfile', file('photos'), [file('photos')]);
    assert.equal(isThere('out/b.jpg'), true);
    assert.equal(isThere('out/build/a.jpg'), false);
    await takingFirstAnswers('assetmill.runProfile', file('photos/build'), [file('photos/build')]);
    assert.equal(isThere('out/a.jpg'), true);
  });
});
