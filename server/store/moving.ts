/** Moving everything that a store holds into another one: table by table, as the one that is left has it. */

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
