import type { DestinationRow } from '../rows.ts';

/** A row as read: lists and the last run are JSON, truth is 0 or 1. */
export type StoredDestination = Omit<DestinationRow, 'tags' | 'segments' | 'enabled' | 'lastRun'> & { tags: string; segments: string; enabled: number; lastRun: string | null };

/** What is read of a destination from `destinationSources`. */
export const destinationColumns = `
  d.id, d.type, d.account_id AS accountId, a.name AS accountName, d.name, d.description,
  d.target AS targetJson, d.stream, d.region, d.options AS optionsJson, d.tags, d.enabled, d.pause AS pauseJson,
  v.state AS activationState, d.last_delivered_at AS lastDeliveredAt, d.created_at AS createdAt, d.updated_at AS updatedAt, d.version,
  (SELECT json_group_array(json_object('id', s.id, 'name', s.name) ORDER BY m.position)
   FROM activation_segments m JOIN segments s ON s.id = m.segment_id WHERE m.destination_id = d.id) AS segments,
  (SELECT p.author FROM proposals p WHERE p.destination_id = d.id) AS proposedBy,
  (SELECT json_object('id', r.id, 'kind', r.kind, 'startedAt', r.started_at, 'failed', r.failed) FROM runs r
   WHERE r.destination_id = d.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS lastRun`;

export const destinationSources = `destinations d JOIN accounts a ON a.id = d.account_id LEFT JOIN activations v ON v.destination_id = d.id`;

export function destinationOf(row: StoredDestination): DestinationRow {
  return {
    ...row,
    enabled: row.enabled === 1,
    tags: JSON.parse(row.tags) as string[],
    segments: JSON.parse(row.segments) as DestinationRow['segments'],
    lastRun: row.lastRun === null ? null : (JSON.parse(row.lastRun) as DestinationRow['lastRun']),
  };
}
