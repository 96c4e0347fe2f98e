import * as z from 'zod';
import { nameTokens, templateError } from '../../values/nameTemplate';

/** A template for the names of new files. */
export const nameTemplateText = z
  .string()
  .superRefine((template, context) => {
    const error = templateError(template);
    if (error !== undefined) context.addIssue({ code: 'custom', message: error });
  })
  .meta({
    description: `Name of the new file without extension. Tokens: ${nameTokens.map((token) => `{${token}}`).join(' ')}; {index:03} is padded to three digits, {digest:8} is truncated to eight characters. Default: {name} in a folder, {name}-{profile} beside the source.`,
  });
