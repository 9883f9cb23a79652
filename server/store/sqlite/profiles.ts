import type { DatabaseSync } from 'node:sqlite';
import type { ChangeRow, ProfileRow } from '../rows.ts';
import type { ProfileStore } from '../store.ts';
import { createMembers, type Tally } from './members.ts';
import type { Synchronous } from './protocol.ts';
import { prepare } from './statement.ts';
import { takePage } from '../takePage.ts';

type Profiles = Synchronous<Pick<ProfileStore, 'readProfiles' | 'appendChanges' | 'readChanges' | 'readLaneChanges' | 'headSequence' | 'readMembers' | 'countMembers'>>;

export function createProfiles(database: DatabaseSync): Profiles {
  const members = createMembers(database);
  const selectProfile = prepare<ProfileRow>(
    database,
    'SELECT profile_id AS profileId, version, sequence, document AS documentJson, updated_at AS updatedAt FROM profiles WHERE profile_id = ?',
  );
  const insertProfile = prepare(database, 'INSERT INTO profiles (profile_id, version, sequence, document, updated_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const updateProfile = prepare(database, 'UPDATE profiles SET version = ?, sequence = ?, document = ?, updated_at = ? WHERE profile_id = ? AND version = ?');
  const insertChange = prepare(database, 'INSERT INTO change_log (sequence, profile_id, version, accepted_at, document, change) VALUES (?, ?, ?, ?, ?, ?)');
  const changeColumns = 'sequence, profile_id AS profileId, version, accepted_at AS acceptedAt, document AS documentJson, change AS changeJson';
  const selectChanges = prepare<ChangeRow>(database, `SELECT ${changeColumns} FROM change_log WHERE sequence > ? ORDER BY sequence LIMIT ?`);
  const selectLaneChanges = prepare<ChangeRow>(
    database,
    `SELECT ${changeColumns} FROM change_log
     WHERE sequence > ? AND sequence <= ? AND lane_of(profile_id) IN (SELECT value FROM json_each(?)) ORDER BY sequence LIMIT ?`,
  );
  const selectHead = prepare<{ head: number }>(database, "SELECT seq AS head FROM sqlite_sequence WHERE name = 'change_log'");

  const headSequence = (): number => selectHead.get()?.head ?? 0;
  function* profilesOf(ids: Iterable<string>): Generator<ProfileRow> {
    for (const id of ids) {
      const profile = selectProfile.get(id);
      if (profile !== undefined) yield profile;
    }
  }

  return {
    readProfiles: (profileIds) => [...profilesOf(new Set(profileIds))],
    appendChanges(writes) {
      let sequence = headSequence();
      const conflicts = new Set<string>();
      const tally: Tally = new Map();
      for (const write of writes) {
        const { profileId, version, expectedVersion, acceptedAt, documentJson } = write;
        if (conflicts.has(profileId)) continue;
        const stored =
          expectedVersion === 0
            ? insertProfile.run(profileId, version, sequence + 1, documentJson, acceptedAt)
            : updateProfile.run(version, sequence + 1, documentJson, acceptedAt, profileId, expectedVersion);
        if (stored === 0) {
          conflicts.add(profileId);
          continue;
        }
        sequence += 1;
        insertChange.run(sequence, profileId, version, acceptedAt, documentJson, write.changeJson);
        members.move(write, tally);
      }
      members.addUp(tally);
      return { sequence, conflicts: [...conflicts] };
    },
    readChanges: (after, limit) => takePage(selectChanges.iterate(after, limit)),
    readLaneChanges: (lanes, after, upTo, limit) => takePage(selectLaneChanges.iterate(after, upTo, JSON.stringify(lanes), limit)),
    headSequence,
    readMembers: (segmentIds, after, limit) => takePage(profilesOf(members.page(segmentIds, after, limit))),
    countMembers: (segmentIds) => members.count(segmentIds),
  };
}
