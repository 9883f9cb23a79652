import type { DeadLetter, Run } from '../../shared/delivery.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import type { ExportColumn } from '../export/fileFormat.ts';

/** What a CSV file of runs holds; latencies in milliseconds. */
export const runExport: readonly ExportColumn<Run>[] = [
  { label: 'Id', value: ({ id }) => id },
  { label: 'Kind', value: ({ kind }) => kind },
  { label: 'State', value: ({ state }) => state },
  { label: 'Started by', value: ({ startedBy }) => startedBy },
  { label: 'Started', value: ({ startedAt }) => startedAt },
  { label: 'Ended', value: ({ endedAt }) => endedAt },
  { label: 'Received', value: ({ counts }) => counts.received },
  { label: 'Excluded', value: ({ counts }) => counts.excluded },
  { label: 'Waiting', value: ({ counts }) => counts.pending },
  { label: 'Delivered', value: ({ counts }) => counts.activated },
  { label: 'Failed', value: ({ counts }) => counts.failed },
  { label: 'Retried', value: ({ counts }) => counts.retried },
  { label: 'Throttled', value: ({ counts }) => counts.throttled },
  { label: 'Bytes', value: ({ bytes }) => bytes },
  { label: 'Latency p50', value: ({ latencyMs }) => latencyMs.p50 },
  { label: 'Latency p95', value: ({ latencyMs }) => latencyMs.p95 },
  { label: 'Latency p99', value: ({ latencyMs }) => latencyMs.p99 },
];

/** What a CSV file of dead letters holds; the record only where the reader's role may see it. */
export const deadLetterExport: readonly ExportColumn<DeadLetter>[] = [
  { label: 'Id', value: ({ id }) => id },
  { label: 'Profile', value: ({ profileId }) => profileId },
  { label: 'Code', value: ({ code }) => code },
  { label: 'Reason', value: ({ code }) => errorCodes[code].title },
  { label: 'Message', value: ({ message }) => message },
  { label: 'What to do', value: ({ remedy }) => remedy },
  { label: 'Attempts', value: ({ attempts }) => attempts.length },
  { label: 'Since', value: ({ createdAt }) => createdAt },
  { label: 'State', value: ({ state }) => state },
  { label: 'Ended', value: ({ end }) => end?.at ?? null },
  { label: 'Ended as', value: ({ end }) => end?.as ?? null },
  { label: 'Ended by', value: ({ end }) => end?.by ?? null },
  { label: 'Run', value: ({ runId }) => runId },
  { label: 'Record', value: ({ data }) => data },
];
