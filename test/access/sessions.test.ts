import { expect, test } from 'vitest';
import { createSessions, sessionIdleMs } from '../../server/access/sessions.ts';
import type { SessionRow } from '../../server/store/accessRows.ts';
import type { AccessStore } from '../../server/store/store.ts';
import { ManualClock } from '../fakes/manualClock.ts';

test('a session stays open while its use cannot be noted, as on a full disk, but is not prolonged by it', async () => {
  const clock = new ManualClock();
  let row: SessionRow | null = null;
  let isFull = false;
  const store: Pick<AccessStore, 'insertSession' | 'getSession' | 'touchSession'> = {
    insertSession: async (session) => void (row = session),
    getSession: async () => row,
    touchSession: async (_, lastSeenAt) => {
      if (isFull) throw new Error('full');
      if (row !== null) row = { ...row, lastSeenAt };
    },
  };
  const sessions = createSessions(store as AccessStore, clock);
  const { cookie } = await sessions.open({ userId: null, email: null, role: 'viewer' });
  const begun = clock.now();
  isFull = true;
  await clock.advance(sessionIdleMs - 1);
  expect(await sessions.find(cookie)).toMatchObject({ role: 'viewer', expiresAt: begun + sessionIdleMs });
  await clock.advance(1);
  expect(await sessions.find(cookie)).toBeNull();
});
