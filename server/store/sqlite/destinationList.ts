import type { DatabaseSync } from 'node:sqlite';
import type { DestinationStatus } from '../../../shared/destination.ts';
import { nameKey } from '../../../shared/text.ts';
import type { ConfigurationStore } from '../store.ts';
import { pageOf, readCursor } from '../cursor.ts';
import { destinationColumns, destinationOf, destinationSources, type StoredDestination } from './destinationRow.ts';
import type { Synchronous } from './protocol.ts';
import { prepare, type Statement } from './statement.ts';

type Listed = StoredDestination & { readonly sortKey: string | number };
type SortField = 'name' | 'status' | 'lastDelivery' | 'created' | 'modified';

/** The statuses of shared/destination.ts as SQL, to filter by. */
const status = `CASE WHEN v.state IS NULL THEN 'draft' WHEN d.enabled = 0 OR v.state = 'paused' THEN 'disabled' WHEN d.pause IS NOT NULL THEN 'paused' ELSE 'enabled' END`;

/** What each order goes by: no two rows of a page have the same, together with the id. Never delivered is before every delivery. */
const sortKeys: Readonly<Record<SortField, string>> = {
  name: 'd.name_key',
  status,
  lastDelivery: 'coalesce(d.last_delivered_at, 0)',
  created: 'd.created_at',
  modified: 'd.updated_at',
};
const isText = (field: SortField): boolean => field === 'name' || field === 'status';

/** Lists of destinations. Each goes through all of them, of which there are thousands at most, but reads no more than it shows. */
export function createDestinationList(database: DatabaseSync): Synchronous<Pick<ConfigurationStore, 'listDestinations' | 'countDestinations'>> {
  const statements = new Map<string, Statement<Listed>>();
  const selectCounts = prepare<{ status: DestinationStatus; count: number }>(
    database,
    `SELECT ${status} AS status, count(*) AS count FROM destinations d LEFT JOIN activations v ON v.destination_id = d.id WHERE d.deleted_at IS NULL GROUP BY 1`,
  );

  /** One per order, prepared when it is first asked for. */
  function selectPage(field: SortField, isDescending: boolean): Statement<Listed> {
    const name = `${field} ${isDescending}`;
    const direction = isDescending ? 'DESC' : 'ASC';
    const select =
      statements.get(name) ??
      prepare<Listed>(
        database,
        `SELECT ${destinationColumns}, k.sortKey FROM (
           SELECT d.id, ${sortKeys[field]} AS sortKey FROM destinations d LEFT JOIN activations v ON v.destination_id = d.id
           WHERE d.deleted_at IS NULL AND (?1 IS NULL OR (${sortKeys[field]}, d.id) ${isDescending ? '<' : '>'} (?1, ?2))
             AND (instr(d.name_key, ?3) > 0 OR instr(d.stream_key, ?3) > 0) AND (?4 IS NULL OR ${status} = ?4)
             AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(d.tags) WHERE value = ?5)) AND (?6 IS NULL OR d.account_id = ?6)
           ORDER BY sortKey ${direction}, d.id ${direction} LIMIT ?7
         ) k, ${destinationSources} WHERE d.id = k.id ORDER BY k.sortKey ${direction}, d.id ${direction}`,
      );
    statements.set(name, select);
    return select;
  }

  return {
    listDestinations(page, { search, status: wanted, tag, accountId = null, sort = 'name' }) {
      const isDescending = sort.startsWith('-');
      const field = sort.replace('-', '') as SortField;
      const [after, id] = readCursor<readonly [string | number, string]>(page.cursor, [isText(field) ? '' : 0, '']) ?? [null, ''];
      const rows = selectPage(field, isDescending).all(after, id, nameKey(search), wanted, tag, accountId, page.limit + 1);
      return pageOf(
        rows,
        page,
        (row) => [row.sortKey, row.id],
        ({ sortKey: _, ...row }) => destinationOf(row),
      );
    },
    countDestinations() {
      const counts = { draft: 0, enabled: 0, disabled: 0, paused: 0 };
      for (const row of selectCounts.all()) counts[row.status] = row.count;
      return counts;
    },
  };
}
