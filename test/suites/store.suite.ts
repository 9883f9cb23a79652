import { describe, expect, it } from 'vitest';
import { alertsSuite } from './store/alerts.suite.ts';
import { accessSuite } from './store/access.suite.ts';
import { auditSuite } from './store/audit.suite.ts';
import { configurationSuite } from './store/configuration.suite.ts';
import { deadLettersSuite } from './store/deadLetters.suite.ts';
import { deliverySuite } from './store/delivery.suite.ts';
import { erasuresSuite } from './store/erasures.suite.ts';
import { gatheringSuite } from './store/gathering.suite.ts';
import { historySuite } from './store/history.suite.ts';
import { hoursSuite } from './store/hours.suite.ts';
import { policiesSuite } from './store/policies.suite.ts';
import { proposalsSuite } from './store/proposals.suite.ts';
import { importsSuite } from './store/imports.suite.ts';
import { leasesSuite } from './store/leases.suite.ts';
import { profilesSuite } from './store/profiles.suite.ts';
import { retentionSuite } from './store/retention.suite.ts';
import { retentionPropertySuite } from './store/retentionProperty.suite.ts';
import { move, profileWrite, type OpenedStore } from './store/rows.ts';
import { totalsSuite } from './store/totals.suite.ts';
import { sharedStateSuite } from './store/sharedState.suite.ts';
import { segmentsSuite } from './store/segments.suite.ts';

/** What every driver of server/store/store.ts must do. `open` makes a store without any data. */
export function storeSuite(name: string, open: () => Promise<OpenedStore>): void {
  // oxlint-disable-next-line vitest/valid-title -- each driver brings its own
  describe(name, () => {
    profilesSuite(open);
    segmentsSuite(open);
    configurationSuite(open);
    policiesSuite(open);
    proposalsSuite(open);
    alertsSuite(open);
    deliverySuite(open);
    hoursSuite(open);
    retentionSuite(open);
    retentionPropertySuite(open);
    deadLettersSuite(open);
    erasuresSuite(open);
    gatheringSuite(open);
    historySuite(open);
    totalsSuite(open);
    importsSuite(open);
    leasesSuite(open);
    accessSuite(open);
    sharedStateSuite(open);
    auditSuite(open);

    describe('calls at the same time', () => {
      it('refuses the one that fails and stores the others', async () => {
        const { store, destroy } = await open();
        const broken = profileWrite('broken', { touchedSegments: ['never'], documentJson: null as unknown as string });
        const results = await Promise.allSettled([
          store.appendChanges([profileWrite('before')]),
          store.appendChanges([profileWrite('undone'), broken]),
          store.readProfiles(['before', 'undone']),
          store.appendChanges([move('after', ['kept'], true)]),
        ]);
        expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
        expect(results[1]).toMatchObject({ reason: { name: 'ActivationError', code: 'defect' } });
        expect((await store.readProfiles(['before', 'undone', 'broken', 'after'])).map(({ profileId }) => profileId).toSorted()).toEqual(['after', 'before']);
        expect(await store.unknownSegments(['kept', 'never'])).toEqual(['never']);
        await destroy();
      });

      it('sees in a read what was stored before it', async () => {
        const { store, destroy } = await open();
        await Promise.all([store.appendChanges([profileWrite('one')]), store.appendChanges([profileWrite('two')])]);
        const [head, changes] = await Promise.all([store.headSequence(), store.readChanges(0, 10)]);
        expect(changes.map(({ profileId }) => profileId).toSorted()).toEqual(['one', 'two']);
        expect(head).toBe(changes[1]?.sequence);
        await destroy();
      });

      it('finishes what was asked before it closes, and refuses what is asked after', async () => {
        const { store, reopen, destroy } = await open();
        const writes = Array.from({ length: 20 }, (_, index) => store.appendChanges([profileWrite(`last ${index}`)]));
        const closing = store.close();
        await expect(store.ping()).rejects.toMatchObject({ code: 'defect' });
        await closing;
        await store.close();
        expect(await Promise.all(writes)).toHaveLength(20);
        const again = await reopen();
        await again.ping();
        expect(await again.readChanges(0, 100)).toHaveLength(20);
        await destroy();
      });
    });
  });
}
