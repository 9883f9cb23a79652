import type { MuteRow } from './alertStore.ts';

/** The two columns of a mute as read. */
export interface StoredMute {
  readonly mutedBy: string | null;
  readonly mutedUntil: number | null;
}

export const muteOf = ({ mutedBy, mutedUntil }: StoredMute): MuteRow | null => (mutedBy === null ? null : { by: mutedBy, until: mutedUntil });
