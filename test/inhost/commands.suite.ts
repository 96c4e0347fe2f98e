import assert from 'node:assert/strict';
import { copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { clean, file, image, isThere, set, sizeOf, takingFirstAnswers, until } from './workspace';

describe('commands', () => {
  afterEach(() => clean('photos', 'a.jpg', 'a-640.jpg', 'a-640-2.jpg', 'broken.png', 'broken-640.png'));

  it('Resize Images... resizes selected files and folders beside the originals', async () => {
    const a = await image('a.jpg', 1600, 900);
    await image('photos/deep/b.png', 500, 1000);
    await image('photos/small.webp', 100, 50);
    await takingFirstAnswers('assetmill.resizeImages', a, [a, file('photos')]);
    assert.equal(await sizeOf('a-640.jpg'), '640 x 360');
    assert.equal(await sizeOf('photos/deep/b-640.png'), '320 x 640');
    assert.equal(isThere('photos/small-640.webp'), false, 'an image that already fits is skipped');
    assert.equal(await sizeOf('a.jpg'), '1600 x 900');
  });

  it('Undo Last Run removes the outputs of a run, except those edited since', async () => {
    const a = await image('a.jpg', 1600, 900);
    const b = await image('photos/b.jpg', 1600, 900);
    await takingFirstAnswers('assetmill.resizeImages', a, [a, b]);
    await writeFile(file('photos/b-640.jpg').fsPath, 'edited');
    await vscode.commands.executeCommand('assetmill.undoLastRun');
    assert.equal(isThere('a-640.jpg'), false);
    assert.equal(isThere('photos/b-640.jpg'), true);
  });

  it('continues after a broken file', async () => {
    const a = await image('a.jpg', 1600, 900);
    await writeFile(file('broken.png').fsPath, 'no image');
    await takingFirstAnswers('assetmill.resizeImages', a, [file('broken.png'), a]);
    assert.equal(await sizeOf('a-640.jpg'), '640 x 360');
    assert.equal(isThere('broken-640.png'), false);
  });

  it('Undo Last Run undoes one run at a time, with an id only that run, and asks before it goes further back', async () => {
    const a = await image('a.jpg', 1600, 900);
    const b = await image('photos/b.jpg', 1600, 900);
    await takingFirstAnswers('assetmill.resizeImages', a, [a]);
    await takingFirstAnswers('assetmill.resizeImages', b, [b]);
    assert.equal(isThere('photos/b-640.jpg'), true);
    await vscode.commands.executeCommand('assetmill.undoLastRun', 'the id of no run');
    assert.equal(isThere('photos/b-640.jpg'), true);
    await Promise.all([1, 2].map(() => vscode.commands.executeCommand('assetmill.undoLastRun')));
    assert.equal(isThere('photos/b-640.jpg'), false, 'the newest run is undone');
    assert.equal(isThere('a-640.jpg'), true, 'pressing twice undoes once');
    // In tests VS Code declines every dialog.
    await vscode.commands.executeCommand('assetmill.undoLastRun');
    assert.equal(isThere('a-640.jpg'), true, 'an older run is not undone without a question');
  });

  it('a second run leaves out what the first one made, and makes again only what changed', async () => {
    const a = await image('a.jpg', 1600, 900);
    await image('photos/b.jpg', 1600, 900);
    const photos = file('photos');
    await takingFirstAnswers('assetmill.resizeImages', a, [a, photos]);
    await rm(file('photos/b-640.jpg').fsPath);
    await takingFirstAnswers('assetmill.resizeImages', a, [a, photos]);
    assert.deepEqual((await readdir(photos.fsPath)).sort(), ['b-640.jpg', 'b.jpg']);
    assert.equal(isThere('a-640-2.jpg'), false);
  });

  it('Cancel Run ends a run early and leaves only complete files', async () => {
    const count = 40;
    for (let index = 0; index < count; index += 1) await image(`photos/p${index}.png`, 3000, 2000);
    const made = async () => (await readdir(file('photos').fsPath)).filter((name) => !/^p\d+\.png$/.test(name));
    const running = takingFirstAnswers('assetmill.resizeImages', file('photos'), [file('photos')]);
    await until('the first result', async () => (await made()).some((name) => name.endsWith('-640.png')));
    await vscode.commands.executeCommand('assetmill.cancelRun');
    await running;
    const names = await made();
    assert.ok(names.length < count, `${names.length} results`);
    for (const name of names) assert.equal(await sizeOf(`photos/${name}`), '640 x 427');
  });

  it('Pause Run starts no further file until Resume Run', async () => {
    const count = 16;
    const photo = await image('photos/p0.png', 3000, 2000);
    for (let index = 1; index < count; index += 1) await copyFile(photo.fsPath, file(`photos/p${index}.png`).fsPath);
    const made = async () => (await readdir(file('photos').fsPath)).filter((name) => /^p\d+-640\.png$/.test(name)).length;
    // With a worker for each of many cores, all files would be in progress at once.
    await set('workers', 1);
    try {
      const running = takingFirstAnswers('assetmill.resizeImages', photo, [file('photos')]);
      await until('the first result', async () => (await made()) > 0);
      await vscode.commands.executeCommand('assetmill.pauseRun');
      let before = -1;
      await until('the end of the files in progress', async () => {
        const now = await made();
        const isOver = now === before;
        before = now;
        if (!isOver) await new Promise((resolve) => setTimeout(resolve, 2000));
        return isOver;
      });
      assert.ok(before < count, `${before} results`);
      await vscode.commands.executeCommand('assetmill.resumeRun');
      await running;
    } finally {
      await set('workers', undefined);
    }
    assert.equal(await made(), count);
  });

  it('survives a nodePath that does not exist, and works again without it', async () => {
    const a = await image('a.jpg', 1600, 900);
    await set('nodePath', '/no/such/node', vscode.ConfigurationTarget.Global);
    try {
      await takingFirstAnswers('assetmill.resizeImages', a, [a]);
      assert.equal(isThere('a-640.jpg'), false);
    } finally {
      await set('nodePath', undefined, vscode.ConfigurationTarget.Global);
    }
    await takingFirstAnswers('assetmill.resizeImages', a, [a]);
    await until('the resized file', () => isThere('a-640.jpg'));
  });

  it('treats an invalid setting as not set', async () => {
    const a = await image('a.jpg', 1600, 900);
    await set('workers', 'many');
    try {
      await takingFirstAnswers('assetmill.resizeImages', a, [a]);
      assert.equal(isThere('a-640.jpg'), true);
    } finally {
      await set('workers', undefined);
    }
  });

  // Filters are chosen in the panel, so test/ui/tuning.test.ts applies one.
  it('each image command makes its outputs', async () => {
    const a = await image('photos/a.jpg', 400, 300, { IFD0: { Artist: 'Nobody' } });
    const made = async () => (await readdir(file('photos').fsPath)).sort();
    for (const command of ['convertImages', 'stripMetadata', 'makeThumbnails', 'makeResponsiveSet'])
      await takingFirstAnswers(`assetmill.${command}`, a, [a]);
    const names = await made();
    for (const name of ['a-stripped.jpg', 'a-200.png', 'a-400.avif', 'a-400.webp', 'a-400.jpg'])
      assert.ok(names.includes(name), `${name} among ${names.join(', ')}`);
    assert.equal(await sizeOf('photos/a-200.png'), '200 x 150');
  });

  it('Create Favicon Set... makes icons from one of the images, with a manifest and lines that can be copied', async () => {
    await image('photos/logo.png', 512, 512);
    await image('photos/zebra.png', 64, 64);
    await takingFirstAnswers('assetmill.createFaviconSet', file('photos'), [file('photos')]);
    const names = await readdir(file('photos').fsPath);
    for (const name of ['favicon.ico', 'favicon-96x96.png', 'apple-touch-icon.png', 'icon-512.png', 'icon-mask.png', 'favicon.html'])
      assert.ok(names.includes(name), `${name} among ${names.join(', ')}`);
    assert.equal(JSON.parse(await readFile(file('photos/site.webmanifest').fsPath, 'utf8')).icons.length, 3);
    await vscode.commands.executeCommand('assetmill.undoLastRun');
    assert.deepEqual((await readdir(file('photos').fsPath)).sort(), ['logo.png', 'zebra.png']);
  });

  it('Create Sprite Atlas... packs the images of a folder', async () => {
    await image('photos/a.png', 40, 30);
    await image('photos/deep/b.jpg', 20, 50);
    try {
      await takingFirstAnswers('assetmill.createSpriteAtlas', file('photos'), [file('photos')]);
      const { frames, meta } = JSON.parse(await readFile(file('sprites.json').fsPath, 'utf8'));
      assert.deepEqual(Object.keys(frames), ['a', 'b']);
      assert.equal(await sizeOf('sprites.png'), `${meta.size.w} x ${meta.size.h}`);
      assert.ok(isThere('sprites.css'));
      assert.deepEqual((await readdir(file('photos').fsPath)).sort(), ['a.png', 'deep']);
    } finally {
      await clean('sprites.png', 'sprites.json', 'sprites.css');
    }
  });

  it('Optimize Images... writes no file that would not be smaller', async () => {
    const a = await image('photos/a.png', 60, 40);
    await takingFirstAnswers('assetmill.optimizeImages', a, [a]);
    const before = await readdir(file('photos').fsPath);
    await takingFirstAnswers('assetmill.optimizeImages', file('photos/a-optimized.png'), [file('photos/a-optimized.png')]);
    assert.deepEqual(await readdir(file('photos').fsPath), before);
  });

  it('Preview Plan... writes nothing, and Run Previewed Plan carries out the plan', async () => {
    const a = await image('photos/a.jpg', 1600, 900);
    await takingFirstAnswers('assetmill.previewPlan', a, [a]);
    assert.deepEqual(await readdir(file('photos').fsPath), ['a.jpg']);
    await Promise.all([1, 2].map(() => vscode.commands.executeCommand('assetmill.runPlanned')));
    assert.equal(await sizeOf('photos/a-640.jpg'), '640 x 360');
    assert.deepEqual((await readdir(file('photos').fsPath)).sort(), ['a-640.jpg', 'a.jpg'], 'running it twice has an effect once');
  });

  it('Copy Markup... copies nothing while a run is active', async () => {
    const photo = await image('photos/p.png', 3000, 2000);
    // So many that the run is not over before the command is called.
    for (let index = 0; index < 200; index += 1) await copyFile(photo.fsPath, file(`photos/p${index}.png`).fsPath);
    const running = takingFirstAnswers('assetmill.resizeImages', file('photos'), [file('photos')]);
    await until('the first result', async () => (await readdir(file('photos').fsPath)).some((name) => name.endsWith('-640.png')));
    await vscode.env.clipboard.writeText('before');
    await vscode.commands.executeCommand('assetmill.copyMarkup');
    assert.equal(await vscode.env.clipboard.readText(), 'before');
    await vscode.commands.executeCommand('assetmill.cancelRun');
    await running;
  });

  it('Copy Markup... copies HTML for the outputs', async () => {
    const a = await image('photos/a.jpg', 1600, 900);
    await takingFirstAnswers('assetmill.resizeImages', a, [a]);
    await takingFirstAnswers('assetmill.copyMarkup');
    assert.match(await vscode.env.clipboard.readText(), /<img src="photos\/a-640\.jpg" width="640" height="360"/);
  });
});
