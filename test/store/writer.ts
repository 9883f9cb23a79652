/** A process that writes to the store given on its command line until it is killed, and says on stdout what was acknowledged. */
import { openSqliteStore } from '../../server/store/sqlite/sqliteStore.ts';

const store = await openSqliteStore({ file: process.argv[2] as string }).catch((error: unknown) => {
  process.stdout.write(`refused ${(error as Error).message}\n`);
  process.exit(1);
});
process.stdout.write('opened\n');

const write = async (lane: number): Promise<void> => {
  for (let number = 0; ; number += 1) {
    const profileId = `lane ${lane} number ${number}`;
    const profile = { profileId, expectedVersion: 0, version: 1, acceptedAt: number, documentJson: JSON.stringify({ text: 'x'.repeat(300) }), changeJson: '{}' };
    await store.appendChanges([{ ...profile, touchedSegments: ['all'], memberships: [{ segmentId: 'all', member: true }], coverage: [] }]);
    process.stdout.write(`${profileId}\n`);
  }
};
await Promise.all([0, 1, 2, 3].map(write));
