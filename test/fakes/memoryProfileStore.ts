import type { IdempotencyRow } from '../../server/store/accessRows.ts';
import type { ProfileRow, ProfileWrite } from '../../server/store/rows.ts';
import { createOwnState } from '../../server/store/sharedMemory.ts';
import type { AccessStore, ProfileStore } from '../../server/store/store.ts';

type Port = Pick<ProfileStore, 'readProfiles' | 'appendChanges' | 'headSequence'> & Pick<AccessStore, 'getIdempotency' | 'putIdempotency'>;

/** What ingest needs of the store, in memory, with the port's compare-and-set. `beforeAppend` runs before each append: there another process can get in between, or the database can fail. */
export class MemoryProfileStore implements Port {
  readonly log: ProfileWrite[] = [];
  readonly profiles = new Map<string, ProfileRow>();
  readonly answers = new Map<string, IdempotencyRow>();
  readonly swapShared = createOwnState().swapShared;
  appends = 0;
  beforeAppend: (writes: readonly ProfileWrite[]) => Promise<void> | void = () => undefined;

  readProfiles(profileIds: readonly string[]): Promise<ProfileRow[]> {
    return Promise.resolve(profileIds.flatMap((id) => this.profiles.get(id) ?? []));
  }

  async appendChanges(writes: readonly ProfileWrite[]): Promise<{ sequence: number; conflicts: string[] }> {
    this.appends += 1;
    await this.beforeAppend(writes);
    const conflicts = new Set<string>();
    for (const write of writes) {
      const stale = (this.profiles.get(write.profileId)?.version ?? 0) !== write.expectedVersion;
      if (stale || conflicts.has(write.profileId)) conflicts.add(write.profileId);
      else this.put(write);
    }
    return { sequence: this.log.length, conflicts: [...conflicts] };
  }

  /** As another process would: unconditionally. */
  put(write: ProfileWrite): void {
    this.log.push(write);
    this.profiles.set(write.profileId, {
      profileId: write.profileId,
      version: write.version,
      sequence: this.log.length,
      documentJson: write.documentJson,
      updatedAt: write.acceptedAt,
    });
  }

  headSequence(): Promise<number> {
    return Promise.resolve(this.log.length);
  }

  getIdempotency(key: string): Promise<IdempotencyRow | null> {
    return Promise.resolve(this.answers.get(key) ?? null);
  }

  putIdempotency(row: IdempotencyRow): Promise<void> {
    this.answers.set(row.key, row);
    return Promise.resolve();
  }
}
