import type { PoolClient } from 'pg';

/** What a parameter of a statement may be; lists become arrays of PostgreSQL, and bytes its `bytea`. */
export type Parameter = string | number | boolean | null | undefined | Uint8Array | readonly (string | number | boolean | null)[];

/** Asks one connection; what it changes belongs to the transaction that is open there. The SQL names its columns as the row's fields, in quotes. */
export interface Queries {
  rows<Row>(sql: string, ...parameters: readonly Parameter[]): Promise<Row[]>;
  /** The first row. */
  row<Row>(sql: string, ...parameters: readonly Parameter[]): Promise<Row | undefined>;
  /** Number of rows inserted, updated or deleted. */
  run(sql: string, ...parameters: readonly Parameter[]): Promise<number>;
}

/** Statement → its name on every connection: each is parsed once per connection, and planned for its parameters as PostgreSQL sees fit. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `s${names.size}`;
  names.set(sql, name);
  return name;
}

/** `answerMs`: when a statement without an answer is given up; left out: as with every connection (pool.ts). */
export function queriesOf(client: PoolClient, answerMs?: number): Queries {
  const query = (text: string, values: readonly Parameter[]) =>
    client.query({ name: nameOf(text), text, values: values.map(askable), ...(answerMs !== undefined && { query_timeout: answerMs }) });
  return {
    rows: async <Row>(sql: string, ...parameters: readonly Parameter[]) => (await query(sql, parameters)).rows as Row[],
    row: async <Row>(sql: string, ...parameters: readonly Parameter[]) => (await query(sql, parameters)).rows[0] as Row | undefined,
    run: async (sql, ...parameters) => (await query(sql, parameters)).rowCount ?? 0,
  };
}

/** PostgreSQL keeps no NUL in text, and refuses one; nothing that is stored has one. So what is looked for with one is not found. */
const askable = (parameter: Parameter): Parameter => (typeof parameter === 'string' && parameter.includes('\0') ? parameter.replaceAll('\0', '\uFFFD') : parameter);
