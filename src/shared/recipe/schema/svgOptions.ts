import * as l10n from '@vscode/l10n';
import * as z from 'zod';

/** What an optimized SVG may change beyond the safe default. */
export const svgOptions = z.strictObject({
  aggressive: z.boolean().default(false).meta({
    description:
      'Also shorten or remove ids, inline classes, remove unused definitions, and turn shapes into paths, where nothing in the file relies on them. A page or a style sheet that uses them no longer finds them.',
  }),
  prefix: z
    .string()
    .regex(/^(?:\{name\}|[\w-]){1,64}$/, { error: () => l10n.t('must contain only letters, digits, -, _, and {0}', '{name}') })
    .optional()
    .meta({
      description:
        'Put this before all ids and classes, and before all references to them, so that several SVGs can be used in one page. {name} is the name of the source. Ids with a prefix are not shortened.',
      examples: ['{name}-'],
    }),
});
