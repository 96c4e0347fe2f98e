import * as z from 'zod';
import { colorOperations } from './colorOperations';
import { detailOperations } from './detailOperations';
import { geometryOperations } from './geometryOperations';
import { layerOperations } from './layerOperations';

/** Every operation of a recipe. Add a new one to the list of its file. */
export const operationSchemas = [...geometryOperations, ...detailOperations, ...colorOperations, ...layerOperations] as const;

type StepSchemas<Schemas extends readonly { readonly step: unknown }[]> = { [Index in keyof Schemas]: Schemas[Index]['step'] };

/** A step of a recipe: one operation with its parameters. */
export const step = z.discriminatedUnion(
  'operation',
  operationSchemas.map((each) => each.step) as unknown as StepSchemas<typeof operationSchemas>,
);

export type Step = z.output<typeof step>;
/** A step as a person writes it: parameters with a default may be missing. */
export type StepInput = z.input<typeof step>;
export type StepKind = Step['operation'];
/** The step of one operation. */
export type StepOf<Kind extends StepKind> = Extract<Step, { operation: Kind }>;

export const stepKinds: readonly StepKind[] = operationSchemas.map(({ name }) => name);
