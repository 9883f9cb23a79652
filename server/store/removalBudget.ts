/** What one call removes at most, bytes of text: what is removed is overwritten, and everybody waits for that. Some ten milliseconds. */
const chunkBytes = 2 * 1024 * 1024;

/** Size of a row without long texts, its indexes included: an estimate. */
export const smallRow = 500;

/** What is left of what one call may remove. */
export class RemovalBudget {
  rows: number;
  #bytes = chunkBytes;

  constructor(rows: number) {
    this.rows = rows;
  }

  get isSpent(): boolean {
    return this.rows <= 0 || this.#bytes <= 0;
  }

  /** Rows until it is spent: of large ones at least the first. */
  take<Row extends { readonly bytes: number }>(rows: Iterable<Row>): Row[] {
    const taken: Row[] = [];
    if (this.isSpent) return taken;
    for (const row of rows) {
      taken.push(row);
      this.rows -= 1;
      this.#bytes -= row.bytes;
      if (this.isSpent) break;
    }
    return taken;
  }
}
