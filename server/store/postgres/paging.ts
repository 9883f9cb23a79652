import { pageMaxLength } from '../takePage.ts';

/** Rows of a page that are read first, to see how large documents are here. */
const firstRows = 100;

/**
 * Rows until there are `limit` of them or enough by the length of their documents, at least the first. `read` reads some
 * that come after a row, null for the beginning; fewer than asked for only at the end.
 */
export async function readPage<Row extends { readonly documentJson: string | null }>(
  limit: number,
  read: (after: Row | null, most: number) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const page: Row[] = [];
  let length = 0;
  for (let most = Math.min(limit, firstRows); most > 0; most = Math.min(limit - page.length, Math.ceil(((pageMaxLength - length) * page.length) / Math.max(length, 1)))) {
    const rows = await read(page.at(-1) ?? null, most);
    for (const row of rows) {
      page.push(row);
      length += row.documentJson?.length ?? 0;
      if (length > pageMaxLength) return page;
    }
    if (rows.length < most) return page;
  }
  return page;
}
