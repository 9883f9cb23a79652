import type { DestinationStatus } from '../../../shared/destination.ts';
import { nameKey } from '../../../shared/text.ts';
import { pageOf, readCursor } from '../cursor.ts';
import type { DestinationRow } from '../rows.ts';
import type { ConfigurationStore } from '../store.ts';
import { destinationColumns, destinationSources } from './destinationColumns.ts';
import type { Queries } from './queries.ts';

type Listed = DestinationRow & { readonly sortKey: string | number };
type SortField = 'name' | 'status' | 'lastDelivery' | 'created' | 'modified';

/** The statuses of shared/destination.ts as SQL, to filter and sort by. */
const status = `(CASE WHEN v.state IS NULL THEN 'draft' WHEN NOT d.enabled OR v.state = 'paused' THEN 'disabled' WHEN d.pause IS NOT NULL THEN 'paused' ELSE 'enabled' END COLLATE "C")`;

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
export function createDestinationList(queries: Queries): Pick<ConfigurationStore, 'listDestinations' | 'countDestinations'> {
  return {
    async listDestinations(page, { search, status: wanted, tag, accountId = null, sort = 'name' }) {
      const field = sort.replace('-', '') as SortField;
      const [direction, beyond] = sort.startsWith('-') ? ['DESC', '<'] : ['ASC', '>'];
      const after = `$1::${isText(field) ? 'text' : 'bigint'}`;
      const [key, id] = readCursor<readonly [string | number, string]>(page.cursor, [isText(field) ? '' : 0, '']) ?? [null, ''];
      const rows = await queries.rows<Listed>(
        `SELECT ${destinationColumns}, k."sortKey" FROM (
           SELECT d.id, ${sortKeys[field]} AS "sortKey" FROM destinations d LEFT JOIN activations v ON v.destination_id = d.id
           WHERE d.deleted_at IS NULL AND (${after} IS NULL OR (${sortKeys[field]}, d.id) ${beyond} (${after}, $2))
             AND (strpos(d.name_key, $3) > 0 OR strpos(d.stream_key, $3) > 0) AND ($4::text IS NULL OR ${status} = $4)
             AND ($5::text IS NULL OR $5 IN (SELECT json_array_elements_text(d.tags::json))) AND ($6::text IS NULL OR d.account_id = $6)
           ORDER BY "sortKey" ${direction}, d.id ${direction} LIMIT $7
         ) k JOIN (${destinationSources}) ON d.id = k.id ORDER BY k."sortKey" ${direction}, d.id ${direction}`,
        key,
        id,
        nameKey(search),
        wanted,
        tag,
        accountId,
        page.limit + 1,
      );
      return pageOf(
        rows,
        page,
        (row) => [row.sortKey, row.id],
        ({ sortKey: _, ...row }) => row,
      );
    },
    async countDestinations() {
      const counts = { draft: 0, enabled: 0, disabled: 0, paused: 0 };
      const rows = await queries.rows<{ status: DestinationStatus; count: number }>(
        `SELECT ${status} AS status, count(*) AS count FROM destinations d LEFT JOIN activations v ON v.destination_id = d.id WHERE d.deleted_at IS NULL GROUP BY 1`,
      );
      for (const row of rows) counts[row.status] = row.count;
      return counts;
    },
  };
}
