import type { RunReference } from './ledger.ts';

const hourMs = 3_600_000;

/** The streaming run of the hour: its id is a pure function of destination and hour, so that every worker counts into the same one. */
export function streamingRunAt(destinationId: string, now: number): RunReference {
  const startedAt = now - (now % hourMs);
  return { id: `run_${destinationId.replace(/^dst_/, '')}_${(startedAt / hourMs).toString(36)}`, kind: 'streaming', startedAt };
}
