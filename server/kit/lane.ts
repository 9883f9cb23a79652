import { hash } from 'node:crypto';

/**
 * Profiles are divided into this many lanes, each with a checkpoint of its own, so that a profile that changes faster
 * than its stream takes holds up one person in 64 and not everybody. Stored checkpoints name lanes: the number never
 * changes.
 */
export const laneCount = 64;

/**
 * The lane of a profile, 0 to 63, for ever the same: the upper six bits of the MD5 of its id. Streams spread their keys
 * by the same hash, so where the profile id is the partition key, a slow shard concerns its own lanes only.
 */
export function laneOf(profileId: string): number {
  return hash('md5', profileId, 'buffer').readUInt8(0) >> 2;
}

/** The lanes of partitions, where the lanes are divided evenly into `count` of them; ascending where the partitions are. */
export function lanesOf(partitions: readonly number[], count: number): number[] {
  const width = laneCount / count;
  return partitions.flatMap((partition) => Array.from({ length: width }, (_, at) => partition * width + at));
}
