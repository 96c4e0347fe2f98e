import { parseJsonLine } from './parseJsonLine';
import { type Outcome, outcomeStatuses, type Task } from './run';

/** What any row of a report has. */
interface AnyRow {
  readonly id: number;
  readonly source: string;
  readonly targets: readonly string[];
}

/** A line of a run's report: the tasks of its plan, the rows of other files, outcomes, or files that were undone. */
export interface ReportLine<Row extends AnyRow = AnyRow> {
  readonly tasks: readonly Task[];
  readonly rows: readonly Row[];
  readonly outcomes: readonly Outcome[];
  /** Ids of files that were undone, while others of the run were not. */
  readonly undone: readonly number[];
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const isId = (item: unknown): item is number => Number.isInteger(item);

function isOfFile(item: unknown): item is { readonly id: number; readonly source: string } {
  const { id, source } = (isObject(item) ? item : {}) as Partial<AnyRow>;
  return Number.isInteger(id) && typeof source === 'string';
}

function areOutputs(outputs: unknown): boolean {
  return Array.isArray(outputs) && outputs.every((output) => typeof (output as { target?: unknown } | null)?.target === 'string');
}

function isTask(item: unknown): item is Task {
  return isOfFile(item) && areOutputs((item as Partial<Task>).outputs) && isObject((item as Partial<Task>).header);
}

function isRow<Row extends AnyRow>(item: unknown): item is Row {
  const { targets } = (item ?? {}) as Partial<AnyRow>;
  return isOfFile(item) && Array.isArray(targets) && targets.every((target) => typeof target === 'string');
}

function isOutcome(item: unknown): item is Outcome {
  if (!isOfFile(item)) return false;
  const { status, before, outputs } = item as Partial<Outcome>;
  return outcomeStatuses.includes(status as Outcome['status']) && isObject(before) && areOutputs(outputs);
}

function listOf<Item>(list: unknown, isItem: (item: unknown) => item is Item): Item[] {
  return Array.isArray(list) ? list.filter(isItem) : [];
}

/**
 * Reads a line of a report. Undefined for a line that a crash cut off. What another version or program wrote into it is left out: a
 * report that cannot be read must not keep anyone from undoing the run, or from starting another one.
 */
export function parseReportLine<Row extends AnyRow>(text: string): ReportLine<Row> | undefined {
  const line = parseJsonLine<Partial<Record<keyof ReportLine, unknown>>>(text);
  if (!line) return undefined;
  return {
    tasks: listOf(line.tasks, isTask),
    rows: listOf(line.rows, isRow<Row>),
    outcomes: listOf(line.outcomes, isOutcome),
    undone: listOf(line.undone, isId),
  };
}
