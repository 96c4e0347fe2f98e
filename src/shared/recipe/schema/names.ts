import * as z from 'zod';
import { nameTokens, templateError } from '../../values/nameTemplate';

/** A template for names of new files. */
export const nameTemplate = z
  .string()
  .superRefine((template, context) => {
    const error = templateError(template);
    if (error !== undefined) context.addIssue({ code: 'custom', message: error });
  })
  .meta({
    description: `Name of the new file without its extension. Tokens: ${nameTokens.map((token) => `{${token}}`).join(' ')}; {index:03} has three digits, {digest:8} eight characters. Default: {name} in a folder, {name}-{profile} beside the source.`,
  });
