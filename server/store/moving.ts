/** Moving everything that a store holds into another one: table by table, as the one that is left has it. */
import type { PartKind } from './importParts.ts';

export type MovedValue = string | number | null;
/** Column → value. */
export type MovedRow = Readonly<Record<string, MovedValue>>;

/** Some rows of a table. */
export interface MovedRows {
  readonly table: string;
  /** SQL for which; left out: all. */
  readonly where?: string;
}

/** A store that is left; nobody else has it meanwhile. */
export interface LeftStore {
  tables(): string[];
  count(of: MovedRows): number;
  /** One after the other, so that no more than one needs memory. */
  rows(of: MovedRows): Iterable<MovedRow>;
  /** The highest key a table ever gave, though its row may be gone; 0: never one. */
  lastKey(table: string): number;
  close(): void;
}

/** Files of people and error reports of a store that is left. */
export interface LeftFiles {
  /** The first bytes of one, in order; fewer, or none, where there are no more. */
  read(id: string, kind: PartKind, bytes: number): AsyncIterable<Buffer>;
}

/** How many of a table there were, and how many there are now. */
export interface MovedCount {
  readonly table: string;
  readonly left: number;
  readonly arrived: number;
}

/** `table`: the one under way; rows of all tables. */
export interface MoveProgress {
  readonly table: string;
  readonly done: number;
  readonly total: number;
}
