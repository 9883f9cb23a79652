import { lanesOf } from '../kit/lane.ts';
import type { CheckpointRow, LaneCheckpoint } from './rows.ts';

/** How far a destination is in one partition of the log. */
export type PartitionCheckpoint = Pick<CheckpointRow, 'watermark' | 'position' | 'lanes'> & { readonly partition: number };

/**
 * PURE. How far a destination is in some partitions, each of which was left somewhere else. Everything goes on from where
 * the furthest is: lanes of the others are named, as are those that were behind before.
 */
export function mergeCheckpoints(parts: readonly PartitionCheckpoint[], partitionCount: number): Pick<CheckpointRow, 'watermark' | 'position' | 'lanes'> {
  const position = Math.max(...parts.map((part) => part.position));
  const lanes = parts.flatMap((part): LaneCheckpoint[] => {
    if (part.position === position) return [...part.lanes];
    const named = new Set(part.lanes.map(([lane]) => lane));
    return [...part.lanes, ...lanesOf([part.partition], partitionCount).flatMap((lane): LaneCheckpoint[] => (named.has(lane) ? [] : [[lane, part.position, []]]))];
  });
  // A lane that was named beside others of its partition had nothing open between its own place and that of its partition.
  return { watermark: Math.min(...parts.map((part) => part.watermark)), position, lanes: lanes.toSorted(([a], [b]) => a - b) };
}

/** PURE. The same, partition by partition. */
export function splitCheckpoint({ position, lanes }: Pick<CheckpointRow, 'position' | 'lanes'>, partitions: readonly number[], partitionCount: number): PartitionCheckpoint[] {
  return partitions.map((partition) => {
    const own = new Set(lanesOf([partition], partitionCount));
    const named = lanes.filter(([lane]) => own.has(lane));
    return { partition, watermark: Math.min(position, ...named.map(([, watermark]) => watermark)), position, lanes: named };
  });
}
