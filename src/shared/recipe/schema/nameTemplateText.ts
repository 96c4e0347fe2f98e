import * as z from 'zod';
import { iconToken } from '../../values/faviconSet';
import { nameTokens, templateError } from '../../values/nameTemplate';

/** A template for the names of new files. */
export const nameTemplateText = z
  .string()
  .superRefine((template, context) => {
    // The names of a set of icons take the place of its token before any other is filled in.
    const error = templateError(template.replaceAll(iconToken, 'icon'));
    if (error !== undefined) context.addIssue({ code: 'custom', message: error });
  })
  .meta({
    description: `Name of the new file without extension. Tokens: ${nameTokens.map((token) => `{${token}}`).join(' ')}; {index:03} is padded to three digits, {digest:8} is truncated to eight characters; ${iconToken} is the name of each icon of a set. Default: {name} in a folder, {name}-{profile} beside the source.`,
    examples: ['{name}-{width}'],
  });
