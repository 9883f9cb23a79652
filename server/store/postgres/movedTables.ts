import { laneCount, laneOf } from '../../kit/lane.ts';
import type { MovedRow, MovedRows } from '../moving.ts';
import { splitCheckpoint } from '../partitionedCheckpoints.ts';
import type { CheckpointRow } from '../rows.ts';
import { everyPartition, partitionCount } from './leases.ts';

/** Rows of the embedded store, and what they are here. */
export interface MovedTable {
  readonly from: MovedRows;
  readonly into: string;
  /** SQL for how many rows of `from` those of `into` stand for. */
  readonly counted: string;
  /** The rows that one becomes; `afterMove` is a snapshot in which everything moved is visible. */
  translate(row: MovedRow, afterMove: string): readonly MovedRow[];
}

/** As it is; numbers that are booleans here are made so by the type of their column. */
const same = (table: string): MovedTable => ({ from: { table }, into: table, counted: 'count(*)', translate: (row) => [row] });

function checkpointsOf({ destination_id, epoch, position, lanes }: MovedRow): MovedRow[] {
  const checkpoint = { position: Number(position), lanes: JSON.parse(String(lanes)) as CheckpointRow['lanes'] };
  return splitCheckpoint(checkpoint, everyPartition, partitionCount).map((part) => ({
    ...part,
    destination_id: destination_id ?? null,
    epoch: epoch ?? null,
    lanes: JSON.stringify(part.lanes),
  }));
}

/**
 * There one worker went through everybody in one order: so every partition goes on from the same person, without those of
 * its own who were settled ahead. What was done is the sum of the parts.
 */
function runPartsOf({ id, kind, cursor, ahead, done }: MovedRow): MovedRow[] {
  const settledAhead = JSON.parse(String(ahead)) as string[];
  const partOf = (profileId: string): number => Math.floor(laneOf(profileId) / (laneCount / partitionCount));
  const partitions = kind === 'discard' ? [0] : everyPartition;
  return partitions.map((partition) => ({
    run_id: id ?? null,
    partition,
    cursor: cursor ?? null,
    ahead: JSON.stringify(settledAhead.filter((profileId) => partOf(profileId) === partition)),
    done: partition === 0 ? (done ?? null) : 0,
    completed_at: null,
  }));
}

/** Every table of the embedded store, in an order in which each row finds what it refers to. */
export const movedTables: readonly MovedTable[] = [
  ...['users', 'sessions', 'drafts', 'idempotency', 'accounts', 'destinations', 'segments', 'segment_coverage', 'segment_hours', 'segment_days'].map(same),
  ...['activations', 'activation_segments', 'activation_versions', 'proposals', 'policies', 'field_labels', 'profiles', 'segment_members'].map(same),
  { ...same('change_log'), translate: (row) => [{ ...row, lane: laneOf(String(row['profile_id'])) }] },
  { ...same('checkpoints'), counted: 'count(DISTINCT destination_id)', translate: checkpointsOf },
  { ...same('runs'), translate: ({ cursor: _cursor, ahead: _ahead, ...row }) => [row] },
  { from: { table: 'runs', where: `ended_at IS NULL AND kind <> 'streaming'` }, into: 'run_parts', counted: 'count(DISTINCT run_id)', translate: runPartsOf },
  ...['deliveries', 'dead_letters', 'dead_letter_records', 'pruned_outcomes', 'gathered_profiles', 'metrics_minutes', 'metrics_hours', 'totals_hours', 'totals_days'].map(same),
  { ...same('erasures'), translate: (row, afterMove) => [{ ...row, seen: afterMove }] },
  ...['lag_minutes', 'change_counts', 'counted_hours', 'imports', 'import_profiles', 'audit_entries', 'audit_chain', 'alert_rules', 'alert_watches', 'alerts'].map(same),
  ...['alert_changes', 'alert_marks', 'alert_channels', 'alert_subscriptions', 'alert_told', 'alert_outbox'].map(same),
];
