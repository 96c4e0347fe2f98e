import * as z from 'zod';
import { nameTokens, templateFault } from '../../values/nameTemplate';

/** A template for names of new files. */
export const nameTemplate = z
  .string()
  .superRefine((template, context) => {
    const fault = templateFault(template);
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
  })
  .meta({
    description: `Name of the new file without its extension. Tokens: ${nameTokens.map((token) => `{${token}}`).join(' ')}; {index:03} has three digits, {digest:8} eight characters. Default: {name} in a folder, {name}-{profile} beside the source.`,
  });
