import { Argument, InvalidArgumentError } from 'commander';
import { defaultIntensity, type FilterName, filterNames, parseIntensity } from '../../../shared/recipe/filterChoices';
import { toAmerican } from '../../args/americanWords';
import { suggestion } from '../../args/suggestion';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

type FilterCommandOptions = ImageOptions & { readonly intensity?: number };

function filterArgument(): Argument {
  const argument = new Argument('<filter>', 'name of the filter').choices(filterNames);
  return argument.argParser((text): FilterName => {
    const name = filterNames.find((each) => each === toAmerican(text));
    if (name === undefined)
      throw new InvalidArgumentError(`Allowed choices are ${filterNames.join(', ')}.${suggestion(text, filterNames)}`);
    return name;
  });
}

/** @throws InvalidArgumentError */
function typedIntensity(text: string): number {
  const intensity = parseIntensity(text);
  if (intensity === undefined) throw new InvalidArgumentError('It must be a number from 1 to 100.');
  return intensity;
}

export const filterCommand: CommandDefinition = {
  name: 'filter',
  summary: 'apply a filter to images',
  examples: [
    { line: 'assetmill filter sepia --intensity 60 photos', text: 'write a sepia version beside each photo' },
    { line: 'assetmill filter blur --intensity 30 --long-edge 800 --out blurred photos', text: 'blur and resize' },
  ],
  declare(command) {
    addImagePaths(command.addArgument(filterArgument()))
      .optionsGroup('Filter:')
      .option('--intensity <number>', 'intensity from 1 to 100; the default depends on the filter', typedIntensity);
    addImageOptions(command).action((name: FilterName, paths: string[], options: FilterCommandOptions) => {
      const intensity = options.intensity ?? defaultIntensity(name);
      const profile = import('../../../shared/recipe/recipeParser').then(({ filterProfile }) =>
        filterProfile(name, intensity, destinationOf(options)),
      );
      return runImageCommand('filter', profile, paths, options);
    });
  },
};
