import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AlertMove, NewAlertRule } from '../../../server/store/alertStore.ts';
import type { Store } from '../../../server/store/store.ts';
import { account, activate, destination, firstPage, settlement, sums, type OpenedStore } from './rows.ts';

const rule = (id: string, change: Partial<NewAlertRule> = {}): NewAlertRule => ({
  id,
  kind: 'lag',
  destinationId: null,
  warning: 5,
  critical: null,
  windowMinutes: 15,
  enabled: true,
  updatedBy: 'ada@example.com',
  updatedAt: 10,
  ...change,
});

const fires = (id: string, change: Partial<NonNullable<AlertMove['alert']>> = {}): NonNullable<AlertMove['alert']> => ({
  id,
  ruleId: 'alr_lag',
  kind: 'lag',
  subjectType: 'destination',
  subjectId: 'd',
  subjectName: 'Audience',
  level: 'warning',
  worst: 'warning',
  value: 6.5,
  threshold: 5,
  code: null,
  startedAt: 100,
  changedAt: 100,
  ended: null,
  ...change,
});

export function alertsSuite(open: () => Promise<OpenedStore>): void {
  describe('alerts', () => {
    let opened: OpenedStore;
    let store: Store;
    const moves = (id: string, change: Partial<NonNullable<AlertMove['alert']>> = {}) =>
      store.moveAlert({ kind: 'lag', subjectId: change.subjectId ?? 'd', stateJson: '{"level":"x"}', alert: fires(id, change) });
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
      await store.insertAccount(account('acc'));
      for (const id of ['d', 'other']) await store.insertDestination(destination(id, 'acc'));
    });
    afterAll(() => opened.destroy());

    it('has one rule of each kind for everything from the start', async () => {
      const rules = await store.listAlertRules();
      expect(rules.map(({ kind, destination: of, enabled }) => [kind, of, enabled])).toEqual(
        ['capacity', 'credentials_ageing', 'credentials_failing', 'failure_rate', 'lag', 'no_data', 'paused'].map((kind) => [kind, null, true]),
      );
    });

    it('takes one rule per kind and destination, and changes it on the version that was read', async () => {
      expect(await store.insertAlertRule(rule('again'))).toBe('taken');
      expect(await store.insertAlertRule(rule('nowhere', { destinationId: 'nothing' }))).toBe('destination_missing');
      expect(await store.insertAlertRule(rule('one', { destinationId: 'd' }))).toBe('stored');
      expect(await store.insertAlertRule(rule('two', { destinationId: 'd' }))).toBe('taken');
      const { destinationId: _, ...kept } = rule('one');
      const whole = { ...kept, destination: { id: 'd', name: 'Destination d' }, mute: null, version: 1 };
      expect(await store.getAlertRule('one')).toEqual(whole);
      expect(await store.muteAlertRule('one', { by: 'ada', until: 70 })).toBe(true);
      expect(await store.getAlertRule('one')).toEqual({ ...whole, mute: { by: 'ada', until: 70 } });
      expect(await store.updateAlertRule('one', { warning: null, critical: 9, updatedBy: 'grace' }, 20, 7)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.updateAlertRule('one', { warning: null, critical: 9, updatedBy: 'grace' }, 20, 1)).toEqual({ ok: true, version: 2 });
      expect(await store.getAlertRule('one')).toEqual({ ...whole, warning: null, critical: 9, updatedBy: 'grace', updatedAt: 20, version: 2 });
      expect(await store.deleteAlertRule('one', 1)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.deleteAlertRule('one', 2)).toEqual({ ok: true });
      expect(await store.deleteAlertRule('one', null)).toEqual({ ok: false, reason: 'not_found' });
      expect([await store.getAlertRule('one'), await store.muteAlertRule('one', null)]).toEqual([null, false]);
    });

    it('removes the rules of a destination with it', async () => {
      await store.insertDestination(destination('leaving', 'acc'));
      await store.insertAlertRule(rule('of leaving', { destinationId: 'leaving' }));
      await store.deleteDestination('leaving', 30);
      expect(await store.getAlertRule('of leaving')).toBeNull();
    });

    it('keeps a watch and its alert together, and numbers each change', async () => {
      await moves('a1');
      await moves('a2', { subjectId: 'other', level: 'critical', worst: 'critical' });
      await store.moveAlert({ kind: 'lag', subjectId: 'd', stateJson: '{"level":"y"}', alert: null });
      expect((await store.listAlertWatches()).toSorted((a, b) => a.subjectId.localeCompare(b.subjectId))).toEqual([
        { kind: 'lag', subjectId: 'd', stateJson: '{"level":"y"}' },
        { kind: 'lag', subjectId: 'other', stateJson: '{"level":"x"}' },
      ]);
      const [worst, first] = await store.firingAlerts();
      expect([worst?.id, first]).toEqual(['a2', { ...fires('a1'), lastChange: (worst?.lastChange ?? 0) - 1, mute: null }]);
      await store.moveAlert({ kind: 'lag', subjectId: 'd', stateJson: null, alert: fires('a1', { level: 'ok', ended: 'recovered', value: 1, threshold: null, changedAt: 200 }) });
      expect((await store.listAlertWatches()).map(({ subjectId }) => subjectId)).toEqual(['other']);
      expect(await store.endedAlerts(5)).toMatchObject([{ id: 'a1', level: 'ok', worst: 'warning', startedAt: 100, changedAt: 200, lastChange: (worst?.lastChange ?? 0) + 1 }]);
      expect((await store.firingAlerts()).map(({ id }) => id)).toEqual(['a2']);
    });

    it('mutes an alert while it fires; a mute until it changes ends with its next change, another one stays', async () => {
      expect(await store.muteAlert('a1', { by: 'ada', until: null })).toBe(false);
      const muteAfter = async (until: number | null) => {
        expect(await store.muteAlert('a2', { by: 'ada', until })).toBe(true);
        await moves('a2', { subjectId: 'other', level: 'warning' });
        return (await store.firingAlerts())[0]?.mute;
      };
      expect(await muteAfter(null)).toBeNull();
      expect(await muteAfter(5_000)).toEqual({ by: 'ada', until: 5_000 });
      await store.muteAlert('a2', null);
      expect((await store.firingAlerts())[0]?.mute).toBeNull();
    });

    it('lists alerts by their newest change, of a destination with those of its account', async () => {
      await moves('a3', { subjectId: 'acc', subjectType: 'account', kind: 'credentials_failing', code: 'access_denied' });
      const first = await store.listAlerts({ limit: 2, cursor: null }, null);
      expect(first.items.map(({ id }) => id)).toEqual(['a3', 'a2']);
      expect((await store.listAlerts({ limit: 2, cursor: first.nextCursor }, null)).items.map(({ id }) => id)).toEqual(['a1']);
      expect((await store.listAlerts(firstPage, 'd')).items.map(({ id }) => id)).toEqual(['a3', 'a1']);
      expect((await store.listAlerts(firstPage, 'nothing')).items).toEqual([]);
    });

    it('forgets what ended long ago and nothing that fires', async () => {
      await store.forgetAlerts(200);
      expect((await store.listAlerts(firstPage, null)).items).toHaveLength(3);
      await store.forgetAlerts(201);
      expect((await store.listAlerts(firstPage, null)).items.map(({ id }) => id)).toEqual(['a3', 'a2']);
    });

    it('remembers how far each person has read, and never less', async () => {
      expect(await store.readAlertMark('usr_1')).toBe(0);
      await store.putAlertMark('usr_1', 5);
      await store.putAlertMark('usr_1', 3);
      expect([await store.readAlertMark('usr_1'), await store.readAlertMark('usr_2')]).toEqual([5, 0]);
    });

    it('sums outcomes and finds the lag since a minute', async () => {
      expect(await store.readAlertFigures('nothing', 0, 0)).toEqual({ activated: 0, failed: 0, lagMs: 0, activatedAt: null });
      await activate(store, 'counted');
      const epoch = (await store.takeOver('counted'))?.epoch ?? -1;
      const minutes = [60_000, 120_000].map((minute) => ({ runId: 'r', minute, sums: sums({ received: 7, activated: 4, excluded: 1, failed: 2 }) }));
      await store.settle(settlement('counted', epoch, { runs: [{ id: 'r', kind: 'streaming', startedAt: 1, sums: sums() }], minutes }));
      expect(await store.readAlertFigures('counted', 60_000, 0)).toMatchObject({ activated: 8, failed: 4, activatedAt: expect.any(Number) });
      expect(await store.readAlertFigures('counted', 60_001, 0)).toMatchObject({ activated: 4, failed: 2 });
    });
  });
}
