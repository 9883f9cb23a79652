import type { Profile, ProfileChange } from '../../shared/profile.ts';
import type { Clock } from '../kit/clock.ts';
import { ActivationError } from '../kit/errors.ts';
import type { ProfileRow, ProfileWrite } from '../store/rows.ts';
import type { ErasureStore, ProfileStore } from '../store/store.ts';
import { segmentEffects } from './segmentEffects.ts';

/** Only a profile that is written to meanwhile makes another round; so many in a row are a defect. */
const maxRounds = 100;

/** The log is gone through at once, as far as so many pieces of so many rows get: all of it, where delivery keeps up. The rest is upkeep's. */
const piecesAtOnce = 20;
const pieceRows = 500;

/** Told the head of the log once it holds the tombstone, so that destinations read on; null where no destination wants one. */
export type OnErased = ((sequence: number) => void) | null;

/** What was there of a person when the erasure began. */
export interface Erased {
  readonly requestedAt: number;
  readonly hadProfile: boolean;
  readonly deliveries: number;
  readonly deadLetters: number;
}

/** PURE. The last change of a person: it says nothing but that they are erased. */
function tombstoneOf(row: ProfileRow, now: number): Pick<ProfileWrite, 'version' | 'documentJson' | 'changeJson'> {
  const change: ProfileChange = { segments: [], identities: [], attributes: [], erased: true };
  return { version: Math.max(row.version + 1, now * 1_000), documentJson: row.documentJson, changeJson: JSON.stringify(change) };
}

/** Removes a person: profile, memberships and outcomes now, the log by and by. What is accepted of them later is a new person. */
export async function eraseProfile(
  store: Pick<ProfileStore, 'readProfiles' | 'headSequence'> & ErasureStore,
  clock: Clock,
  profileId: string,
  author: string,
  onErased: OnErased,
): Promise<Erased> {
  for (let round = 0; round < maxRounds; round += 1) {
    const [row] = await store.readProfiles([profileId]);
    const profile = row === undefined ? null : { profileId, ...(JSON.parse(row.documentJson) as Omit<Profile, 'profileId'>) };
    const requestedAt = clock.now();
    const { memberships, coverage } = profile === null ? { memberships: [], coverage: [] } : segmentEffects(profile, nobody(profile));
    const tombstone = row === undefined || onErased === null ? null : tombstoneOf(row, requestedAt);
    const begun = await store.beginErasure({ profileId, expectedVersion: row?.version ?? 0, memberships, coverage, tombstone, author, at: requestedAt });
    if (!begun.ok) continue;
    if (tombstone !== null) onErased?.(await store.headSequence());
    for (let piece = 0, isMore = true; isMore && piece < piecesAtOnce; piece += 1) ({ isMore } = await store.continueErasures(requestedAt, pieceRows));
    return { requestedAt, hadProfile: row !== undefined, deliveries: begun.deliveries, deadLetters: begun.deadLetters };
  }
  throw new ActivationError('defect', 'A profile kept changing while it was erased.');
}

/** PURE. The profile of somebody who has left every segment and has no identity. */
function nobody(profile: Profile): Profile {
  const left = Object.entries(profile.segmentMembership).map(([namespace, memberships]) => [
    namespace,
    Object.fromEntries(Object.entries(memberships).map(([id, membership]) => [id, { ...membership, status: 'exited' as const }])),
  ]);
  return { ...profile, identityMap: {}, segmentMembership: Object.fromEntries(left) as Profile['segmentMembership'] };
}
