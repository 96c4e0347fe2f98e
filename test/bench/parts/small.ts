import { bareLoop, type Contestant, command, resizeCommand } from '../contestants';
import { hashCommand } from '../readers';
import { compare } from '../report';
import { inTurns } from '../rounds';
import { fewPhotos, icons, noise, photos } from '../workloads';
import type { Part } from './part';

/**
 * A fixed set that takes seconds, for telling a regression from one version to the next. The bare loop is the yardstick.
 * It stays as it is: figures of another set compare with nothing.
 */

const recipe = [
  ...['filter', 'sepia', '--intensity', '60', '--long-edge', '1200'],
  ...['--step', 'normalize', '--step', 'blur:sigma=2', '--step', 'modulate:saturation=1.2'],
];

export const small: Part = async ({ cores, rounds }) => {
  const forty = await photos(40);
  const named: Readonly<Record<string, Contestant>> = {
    'bare sharp loop, 40 photos': bareLoop(forty, { lanes: cores * 2, threads: cores }),
    'resizing 40 photos': resizeCommand(forty, cores),
    'resizing 500 icons': resizeCommand(await icons(500), cores),
    'five steps, 5 photos': command(await fewPhotos('Five steps', 5, forty.files), recipe, cores),
    'SHA-256 of 500 files': hashCommand(await noise(500, 8_000, '500 files of 8 KB'), 'sha256', cores),
  };
  const contestants = Object.entries(named).map(([name, contestant]) => ({ ...contestant, name }));
  return [compare('Small set', await inTurns(contestants, rounds))];
};
