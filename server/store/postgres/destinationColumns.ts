import { jsonRows } from './jsonRows.ts';

/** The columns of a `DestinationRow`, read from `destinationSources`. */
export const destinationColumns = `
  d.id, d.type, d.account_id AS "accountId", a.name AS "accountName", d.name, d.description,
  d.target AS "targetJson", d.stream, d.region, d.options AS "optionsJson", d.tags::json AS tags, d.enabled, d.pause AS "pauseJson",
  v.state AS "activationState", d.last_delivered_at AS "lastDeliveredAt", d.created_at AS "createdAt", d.updated_at AS "updatedAt", d.version,
  ${jsonRows('SELECT s.id, s.name FROM activation_segments m JOIN segments s ON s.id = m.segment_id WHERE m.destination_id = d.id ORDER BY m.position')} AS segments,
  (SELECT p.author FROM proposals p WHERE p.destination_id = d.id) AS "proposedBy",
  (SELECT json_build_object('id', r.id, 'kind', r.kind, 'startedAt', r.started_at, 'failed', r.failed) FROM runs r
   WHERE r.destination_id = d.id ORDER BY r.started_at DESC, r.id DESC LIMIT 1) AS "lastRun"`;

export const destinationSources = 'destinations d JOIN accounts a ON a.id = d.account_id LEFT JOIN activations v ON v.destination_id = d.id';
