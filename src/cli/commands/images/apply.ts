import { operationNames } from '../../args/operationNames';
import { UsageError } from '../../environment/usageError';
import { destinationOf } from '../../profile/applyOptions';
import type { CommandDefinition } from '../definition';
import { addImageOptions, addImagePaths, type ImageOptions, runImageCommand } from './imageCommand';

export const applyCommand: CommandDefinition = {
  name: 'apply',
  summary: 'apply any operations to images, in order',
  details: `A step is an operation with its parameters, such as crop:aspectRatio=16:9,gravity=north, or a JSON object. Operations: ${operationNames.join(', ')}.`,
  examples: [
    { line: 'assetmill apply --step crop:aspectRatio=1:1 --step blur:sigma=2 --format png photos', text: 'crop to squares, then blur' },
    { line: `assetmill apply --step '{"operation": "rotate", "angle": 90}' photos`, text: 'give a step as JSON' },
  ],
  declare(command) {
    addImageOptions(addImagePaths(command)).action((paths: string[], options: ImageOptions) => {
      if (!options.step) throw new UsageError('apply needs at least one --step');
      const destination = destinationOf(options);
      const output = destination.kind === 'folder' ? { folder: destination.folder } : {};
      return runImageCommand('apply', { outputs: [output], replace: destination.kind === 'replace' }, paths, options);
    });
  },
};
