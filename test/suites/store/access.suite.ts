import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SessionRow, UserRow } from '../../../server/store/accessRows.ts';
import type { Store } from '../../../server/store/store.ts';
import type { OpenedStore } from './rows.ts';

const dayMs = 24 * 60 * 60 * 1000;
const now = 100 * dayMs;

export function accessSuite(open: () => Promise<OpenedStore>): void {
  describe('people, sessions, drafts and remembered answers', () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.destroy());

    it('takes a first user once, even when two ask at the same time', async () => {
      const user = (id: string): UserRow => ({ id, email: `${id}@example.com`, passwordHash: '$argon2id$', role: 'admin', createdAt: 1 });
      expect(await store.countUsers()).toBe(0);
      const taken = await Promise.all([store.insertFirstUser(user('ada')), store.insertFirstUser(user('eve'))]);
      expect(taken.filter(Boolean)).toEqual([true]);
      expect(await store.countUsers()).toBe(1);
      expect(await store.insertFirstUser(user('mallory'))).toBe(false);
      const [first, second] = taken[0] === true ? ['ada', 'eve'] : ['eve', 'ada'];
      expect(await store.getUserByEmail(`${first}@example.com`)).toEqual(user(String(first)));
      expect(await store.getUserByEmail(`${second}@example.com`)).toBeNull();
    });

    it('keeps a session until it is deleted', async () => {
      const session: SessionRow = { idHash: 'hash', userId: null, email: null, role: 'marketer', createdAt: 1, lastSeenAt: 1, expiresAt: now + 1 };
      await store.insertSession(session);
      await store.touchSession('hash', 5);
      expect(await store.getSession('hash')).toEqual({ ...session, lastSeenAt: 5 });
      await store.deleteSession('hash');
      await store.deleteSession('hash');
      expect(await store.getSession('hash')).toBeNull();
    });

    it('keeps, changes and deletes a draft, and says who began it', async () => {
      await store.insertDraft({ id: 'draft', owner: 'ada', contentJson: '{}', createdAt: 1, updatedAt: 1 });
      expect(await store.updateDraft('draft', '{"type":"toy"}', 3)).toBe(true);
      expect(await store.getDraft('draft')).toEqual({ id: 'draft', owner: 'ada', contentJson: '{"type":"toy"}', createdAt: 1, updatedAt: 3 });
      expect([await store.deleteDraft('draft'), await store.deleteDraft('draft')]).toEqual([true, false]);
    });

    it('remembers the first answer to a key for 24 hours', async () => {
      const answer = { key: 'key', requestHash: 'hash', status: 200, bodyJson: '{"accepted":1}', createdAt: now };
      expect(await store.getIdempotency('key')).toBeNull();
      await store.putIdempotency(answer);
      await store.putIdempotency({ ...answer, bodyJson: '{"accepted":2}', createdAt: now + dayMs - 1 });
      expect(await store.getIdempotency('key')).toEqual(answer);
      await store.putIdempotency({ ...answer, bodyJson: '{"accepted":3}', createdAt: now + dayMs });
      expect(await store.getIdempotency('key')).toMatchObject({ bodyJson: '{"accepted":3}' });
    });

    it('removes what has run out and nothing else', async () => {
      const session: SessionRow = { idHash: 'over', userId: 'ada', email: 'ada@example.com', role: 'viewer', createdAt: 1, lastSeenAt: 1, expiresAt: now };
      await store.insertSession(session);
      await store.insertSession({ ...session, idHash: 'alive', expiresAt: now + 1 });
      const answer = { requestHash: 'hash', status: 200, bodyJson: '{}' };
      await store.putIdempotency({ ...answer, key: 'over', createdAt: now - dayMs });
      await store.putIdempotency({ ...answer, key: 'alive', createdAt: now - dayMs + 1 });
      const draft = { owner: 'ada', contentJson: '{}', createdAt: 1 };
      await store.insertDraft({ ...draft, id: 'over', updatedAt: now - 30 * dayMs });
      await store.insertDraft({ ...draft, id: 'alive', updatedAt: now - 30 * dayMs + 1 });
      await store.prune(now);
      expect([await store.getSession('over'), await store.getIdempotency('over'), await store.getDraft('over')]).toEqual([null, null, null]);
      expect([await store.getSession('alive'), await store.getIdempotency('alive'), await store.getDraft('alive')].map((row) => row !== null)).toEqual([true, true, true]);
    });
  });
}
