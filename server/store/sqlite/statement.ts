import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

/** A prepared statement with the type of its rows: the SQL names its columns as the row's fields. */
export interface Statement<Row> {
  get(...parameters: SQLInputValue[]): Row | undefined;
  all(...parameters: SQLInputValue[]): Row[];
  /** Row by row, for reading no more than is wanted. */
  iterate(...parameters: SQLInputValue[]): Iterable<Row>;
  /** Number of rows inserted, updated or deleted. */
  run(...parameters: SQLInputValue[]): number;
}

/** Prepares once, to be run many times. */
export function prepare<Row = never>(database: DatabaseSync, sql: string): Statement<Row> {
  const statement = database.prepare(sql);
  return {
    get: (...parameters) => statement.get(...parameters) as Row | undefined,
    all: (...parameters) => statement.all(...parameters) as Row[],
    iterate: (...parameters) => statement.iterate(...parameters) as Iterable<Row>,
    run: (...parameters) => Number(statement.run(...parameters).changes),
  };
}
