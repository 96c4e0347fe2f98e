import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { RedisServer, redisIsThere } from '../cluster/redisServer';
import { projectRoot } from '../host/paths';
import { makeTemporaryFolder, removeFolder } from '../host/temporaryFolder';
import { Session } from './session';

/**
 * The command line and the package for several computers, as npm installs them for all users.
 * @returns variables of a user with the command on the search path, which VS Code asks a login shell for
 */
function installGlobally(folder: string): NodeJS.ProcessEnv {
  const [packages, commands] = [join(folder, 'lib', 'node_modules'), join(folder, 'bin')];
  mkdirSync(join(packages, 'assetmill', 'dist'), { recursive: true });
  mkdirSync(commands);
  cpSync(join(projectRoot, 'dist', 'cli.cjs'), join(packages, 'assetmill', 'dist', 'cli.cjs'));
  symlinkSync(join(packages, 'assetmill', 'dist', 'cli.cjs'), join(commands, 'assetmill'));
  symlinkSync(join(projectRoot, 'packages', 'cluster'), join(packages, 'assetmill-cluster'));
  writeFileSync(join(folder, '.profile'), `export PATH='${commands}${delimiter}'"$PATH"\n`);
  return { HOME: folder, SHELL: '/bin/sh' };
}

describe('with a queue', () => {
  const folder = makeTemporaryFolder('queue');
  let redis: RedisServer;
  let session: Session;
  let worker: ChildProcess | undefined;

  before(async function () {
    this.timeout(180_000);
    if (!(await redisIsThere())) {
      console.log('      Left out: redis-server cannot be installed here.');
      this.skip();
    }
    redis = await RedisServer.start({ folder: join(folder, 'redis') });
    const images = { 'a.jpg': [1600, 900], 'b.jpg': [1200, 1200], 'c.png': [900, 300] } as const;
    session = await Session.start(
      { images },
      {
        machineSettings: { 'assetmill.queue': redis.url },
        env: installGlobally(folder),
      },
    );
  });

  afterEach(function () {
    return session?.imageOfFailure(this.currentTest);
  });

  after(async () => {
    worker?.kill('SIGKILL');
    await session?.stop();
    await redis?.kill();
    removeFolder(folder);
  });

  it('a run waits for a worker, which carries it out, and the panel shows its computer', async () => {
    await session.resize(['a.jpg', 'b.jpg', 'c.png'], 'Small 640', 'Beside the originals');
    await session.panelShows('No worker is connected to the queue');
    const root = `${session.folder.split('/').at(-1)}=${session.folder}`;
    worker = spawn(process.execPath, [join(projectRoot, 'dist', 'cli.cjs'), 'worker', '--queue', redis.url, '--root', root], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const [told] = (await once(worker.stderr as NodeJS.ReadableStream, 'data')) as [Buffer];
    const [, machine] = /as (\S+), with/.exec(String(told)) ?? assert.fail(String(told));
    await session.panelShows(/3 of 3 files done/);
    await session.workbench.webview.locator('assetmill-worker-list summary').click();
    await session.panelShows(machine as string);
    assert.equal(await session.sizeOf('a-640.jpg'), '640 x 360');
    assert.equal(await session.sizeOf('c-640.png'), '640 x 213');
    await session.assertNoTempFiles();
  });

  it('such a run is undone from the editor', async () => {
    await session.workbench.quickInput.runCommand('Assetmill: Undo Last Run');
    await session.panelShows(/undone/i);
    assert.deepEqual(
      (await session.files()).filter((name) => name.includes('-640')),
      [],
    );
  });
});
