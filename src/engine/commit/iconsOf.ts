import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { MadeFiles, WrittenOutput } from '../../shared/run/run';
import type { IconFile } from '../../shared/values/faviconMarkup';
import { iconPurposes } from '../../shared/values/faviconSet';
import { relativePath } from '../../shared/values/paths';

type MadeIcon = Pick<WrittenOutput, 'target' | 'width' | 'icon'>;

/** The icons that were made of a source. One that is already called icon.svg and lies beside them is the first of them itself. */
function withSource({ source, outputs }: MadeFiles): readonly MadeIcon[] {
  const isBeside = outputs.some(({ icon, target }) => icon && dirname(target) === dirname(source));
  const isMissing = basename(source) === 'icon.svg' && isBeside && !outputs.some(({ icon }) => icon === 'svg');
  return isMissing ? [...outputs, { target: source, width: 0, icon: 'svg' }] : outputs;
}

/** The icons of a website that were made of a source, in the order of their purposes. @param from folder that paths are relative to */
export function iconsOf(made: MadeFiles, from: string): IconFile[] {
  const icons = withSource(made).flatMap(({ target, width, icon }) =>
    icon ? [{ purpose: icon, url: relativePath(target, from), width }] : [],
  );
  return icons.sort((a, b) => iconPurposes.indexOf(a.purpose) - iconPurposes.indexOf(b.purpose) || a.width - b.width);
}

/** The web app manifest beside the icons, if there is one. */
export function manifestBeside({ outputs }: MadeFiles): string | undefined {
  const icon = outputs.find((each) => each.icon);
  if (!icon) return undefined;
  const folder = dirname(icon.target);
  const name = readdirSync(folder).find((each) => each.endsWith('.webmanifest'));
  return name === undefined ? undefined : join(folder, name);
}
