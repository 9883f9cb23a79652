import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NewAlertChannel } from '../../../server/store/alertChannelStore.ts';
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
      const { id, kind, warning, critical, windowMinutes, enabled, updatedBy, updatedAt } = rule('one');
      const whole = { id, kind, warning, critical, windowMinutes, enabled, updatedBy, updatedAt, destination: { id: 'd', name: 'Destination d' }, mute: null, version: 1 };
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

    const channel = (id: string, change: Partial<NewAlertChannel> = {}): NewAlertChannel => ({
      id,
      kind: 'slack',
      name: `Channel ${id}`,
      sealed: 'sealed',
      place: 'hooks.example.com',
      leastLevel: 'warning',
      allDestinations: true,
      enabled: true,
      updatedBy: 'ada',
      updatedAt: 10,
      ...change,
    });

    it('keeps channels by name, on the version that was read', async () => {
      expect(await store.insertAlertChannel(channel('all'))).toBe('stored');
      expect(await store.insertAlertChannel(channel('again', { name: 'CHANNEL all' }))).toBe('name_taken');
      const whole = { ...channel('all'), destinationIds: [], lastResult: null, waiting: 0, version: 1 };
      expect(await store.getAlertChannel('all')).toEqual(whole);
      expect(await store.updateAlertChannel('all', { place: 'elsewhere', updatedBy: 'grace' }, 20, 2)).toEqual({ ok: false, reason: 'version_stale' });
      expect(await store.updateAlertChannel('all', { place: 'elsewhere', updatedBy: 'grace' }, 20, 1)).toEqual({ ok: true, version: 2 });
      await store.noteChannelResult('all', { at: 30, ok: false, message: 'No.' });
      expect(await store.listAlertChannels()).toEqual([
        { ...whole, place: 'elsewhere', updatedBy: 'grace', updatedAt: 20, version: 2, lastResult: { at: 30, ok: false, message: 'No.' } },
      ]);
      await store.insertAlertChannel(channel('gone'));
      expect(await store.updateAlertChannel('gone', { name: 'channel ALL', updatedBy: 'x' }, 20, null)).toEqual({ ok: false, reason: 'name_taken' });
      expect([await store.deleteAlertChannel('gone', 2), await store.deleteAlertChannel('gone', 1)]).toEqual([{ ok: false, reason: 'version_stale' }, { ok: true }]);
      expect(await store.deleteAlertChannel('gone', null)).toEqual({ ok: false, reason: 'not_found' });
    });

    it('puts each change on its way to whom it concerns, oldest first, and to nobody who is muted', async () => {
      await store.insertAlertChannel(channel('bad only', { leastLevel: 'critical' }));
      await store.insertAlertChannel(channel('of other', { allDestinations: false }));
      await store.insertAlertChannel(channel('off', { enabled: false }));
      expect(await store.subscribeDestination('nothing', [])).toBe('destination_missing');
      expect(await store.subscribeDestination('other', ['of other', 'nobody'])).toBe('channel_missing');
      expect(await store.subscribeDestination('other', ['of other'])).toBe('stored');
      const due = async () =>
        (await store.dueNotices(10_000))
          .map(({ channelId, levelBefore, alert }) => [channelId, levelBefore, alert.level])
          .toSorted((a, b) => String(a[0]).localeCompare(String(b[0])));
      const settle = async (): Promise<void> => {
        for (let all = await store.dueNotices(10_000); all.length > 0; all = await store.dueNotices(10_000))
          for (const { change, channelId } of all) await store.settleNotice(change, channelId, { at: 1, ok: true, message: 'Yes.' }, null);
      };
      await moves('n1');
      expect(await due()).toEqual([['all', 'ok', 'warning']]);
      await moves('n1', { level: 'critical', worst: 'critical', changedAt: 101, value: 99 });
      expect(await due()).toEqual([
        ['all', 'ok', 'warning'],
        ['bad only', 'warning', 'critical'],
      ]);
      const [first] = await store.dueNotices(10_000);
      await store.settleNotice(first?.change ?? 0, 'all', { at: 2, ok: false, message: 'No.' }, 20_000);
      expect(await due()).toEqual([['bad only', 'warning', 'critical']]);
      expect((await store.dueNotices(20_000)).find(({ channelId }) => channelId === 'all')).toMatchObject({ attempts: 1, alert: { id: 'n1', level: 'warning', value: 6.5 } });
      expect(await store.getAlertChannel('all')).toMatchObject({ waiting: 2, lastResult: { at: 2, ok: false } });
      await store.settleNotice(first?.change ?? 0, 'all', { at: 3, ok: true, message: 'Yes.' }, null);
      await settle();
      // What was told is told to its end, also to who hears of bad ones only.
      await moves('n1', { level: 'ok', ended: 'recovered' });
      expect((await due()).map(([to]) => to)).toEqual(['all', 'bad only']);
      await settle();
      await moves('n2', { subjectId: 'other', ruleId: 'alr_paused' });
      expect((await due()).map(([to]) => to)).toEqual(['all', 'of other']);
      await settle();
      await store.muteAlert('n2', { by: 'ada', until: 5_000 });
      await moves('n2', { subjectId: 'other', ruleId: 'alr_paused', level: 'critical', worst: 'critical', changedAt: 200 });
      await store.muteAlertRule('alr_no_data', { by: 'ada', until: null });
      await moves('n3', { ruleId: 'alr_no_data' });
      expect(await due()).toEqual([]);
      await moves('n2', { subjectId: 'other', ruleId: 'alr_paused', level: 'ok', ended: 'recovered', changedAt: 5_000 });
      expect((await due()).map(([to]) => to)).toEqual(['all', 'of other']);
      await store.deleteAlertChannel('all', null);
      expect((await due()).map(([to]) => to)).toEqual(['of other']);
    });
  });
}
