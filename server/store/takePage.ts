/** A page of documents ends with the one that takes it past this, characters: profiles have up to 1 MiB each. */
export const pageMaxLength = 8 * 1024 * 1024;

/** Rows until there are enough of them, by the length of their documents; at least the first. */
export function takePage<Row extends { readonly documentJson: string | null }>(rows: Iterable<Row>): Row[] {
  const page: Row[] = [];
  let length = 0;
  for (const row of rows) {
    page.push(row);
    length += row.documentJson?.length ?? 0;
    if (length > pageMaxLength) break;
  }
  return page;
}
