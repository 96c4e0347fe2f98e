import { addQueueOptions, type QueueOptions } from '../../args/clusterOptions';
import { pathOption, pathsArgument } from '../../args/options';
import { currentMirror, mirrorPath } from '../../environment/bucketMirror';
import { clusterSettings } from '../../environment/cluster';
import { createLockFile } from '../../environment/lockFile';
import { runWithPool } from '../../environment/poolSession';
import { typedSize } from '../../profile/sizeStep';
import type { CommandDefinition } from '../definition';
import { addImageOptions, type ImageOptions } from './imageCommand';

type RunCommandOptions = ImageOptions & QueueOptions & { readonly settings?: string; readonly lock?: boolean; readonly resume?: string };

export const runCommand: CommandDefinition = {
  name: 'run',
  summary: 'run a profile of assetmill.profiles',
  details: [
    'Options take precedence over the profile, including its overrides for some files.',
    'Output options apply to every output. --format ignores the encoder parameters of other formats.',
    '--out sets the folder of every output, and --replace ignores names and folders.',
    'A size option replaces the size of the last resize step, or adds a resize step at the end; --step adds steps after it.',
  ].join(' '),
  examples: [
    { line: 'assetmill run web photos', text: 'run the profile "web" of the nearest .vscode/settings.json' },
    { line: 'assetmill run web --check photos', text: 'fail if outputs are missing, edited, or older than their sources' },
    { line: 'assetmill run web --format webp --quality 70 --out preview photos', text: 'the same profile with a different output' },
  ],
  declare(command) {
    command
      .argument('<profile>', 'name of the profile')
      .optionsGroup('Profile:')
      .addOption(pathOption('--settings <file>', 'settings.json with the profile').default(undefined, 'the nearest .vscode/settings.json'))
      .option('--resume <id>', 'carry on with this run, as "assetmill resume --run" does; its plan stays as it was')
      .option('--check', 'write nothing; list the files whose outputs are not up to date, and exit with 1 if there are any')
      .option(
        '--lock',
        'create assetmill.lock.json in this folder, which tells other computers what is up to date; later runs keep it current',
      );
    addQueueOptions(addImageOptions(command.addArgument(pathsArgument('[paths...]', 'images, and folders to search for images')))).action(
      (name: string, typed: string[], typedOptions: RunCommandOptions) => {
        // An invalid size is reported before the pool starts.
        typedSize(typedOptions);
        const cluster = clusterSettings({ ...typedOptions, paths: typed });
        const { resume: run, json } = typedOptions;
        if (run !== undefined)
          return runWithPool('images', { ...typedOptions, ...(cluster && { cluster }) }, async (session) =>
            (await import('../../actions/runResume')).runResume({ run, ...(json && { json }) }, session),
          );
        const { paths, options, roots } = inMirror(typed, typedOptions);
        return runWithPool('files', { ...options, paths, ...(cluster && { cluster }) }, async (session) => {
          const [{ runRecipe }, { recipeFromSettings, settingsFileOf }, { assertTrusted }] = await Promise.all([
            import('../../actions/runRecipe'),
            import('../../actions/recipes'),
            import('../../actions/assertTrusted'),
          ]);
          // In a bucket, there are no settings.
          const lookup = { name, paths: roots ? [] : paths, settings: options.settings };
          // A file that the call names was chosen by whoever typed it.
          const restricted = options.settings === undefined;
          if (restricted) await assertTrusted(settingsFileOf(lookup), () => recipeFromSettings(lookup, options), session.signal);
          if (options.lock) createLockFile(process.cwd());
          const recipe = recipeFromSettings(lookup, options);
          return runRecipe({ paths, options, recipe, restricted, ...(roots && { roots }) }, session);
        });
      },
    );
  },
};

/** What a call is told, with paths of the mirror in place of addresses, and the root, if it is a bucket. */
function inMirror(
  paths: readonly string[],
  options: RunCommandOptions,
): { readonly paths: readonly string[]; readonly options: RunCommandOptions; readonly roots?: readonly string[] } {
  const mirror = currentMirror();
  if (!mirror) return { paths, options };
  const local = (path: string) => mirrorPath(path, mirror);
  const { out } = options;
  return {
    paths: paths.length === 0 ? [mirror.folder] : paths.map(local),
    options: { ...options, ...(out !== undefined && { out: local(out) }) },
    roots: [mirror.folder],
  };
}
