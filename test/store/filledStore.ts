import { createHash } from 'node:crypto';
import type { Store } from '../../server/store/store.ts';
import { importRow } from '../suites/store/imports.suite.ts';
import { account, activate, activation, allTimes, deadLetter, delivery, destination, firstPage, move, run, settlement, sums } from '../suites/store/rows.ts';

/** The file of the import `imp`, whose error report has 40 bytes. */
export const waitingFile = Buffer.from(Array.from({ length: 2_500_000 }, (_, at) => (at * 31 + (at >> 8)) % 256));

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const day = 20_000 * dayMs;
export const people = Array.from({ length: 60 }, (_, n) => `person ${n}`);

/** Puts something into every table of the store, as servers do; delivery of `d` is half done. */
export async function fillStore(store: Store): Promise<void> {
  await store.insertFirstUser({ id: 'usr', email: 'ada@example.com', passwordHash: 'hash', role: 'admin', createdAt: 1 });
  await store.insertSession({ idHash: 'ses', userId: 'usr', email: 'ada@example.com', role: 'admin', createdAt: 1, lastSeenAt: 2, expiresAt: day * 2 });
  await store.insertDraft({ id: 'drf', owner: 'usr', contentJson: '{"a":"ä’\\n"}', createdAt: 1, updatedAt: 2 });
  await store.putIdempotency({ key: 'idem', requestHash: 'h', status: 200, bodyJson: '{}', createdAt: 1 });
  const origin = { at: 1_000, actor: 'ada@example.com', role: 'admin', address: '127.0.0.1', requestId: 'r1', subject: null, isEnd: false } as const;
  await store.audited({ ...origin, action: 'account.create' }, { method: 'insertAccount', args: [account('audited')] });
  await store.audited({ ...origin, action: 'account.update' }, { method: 'updateAccount', args: ['audited', { name: 'Größer' }, 5, null] });

  // Entered and left once, trimmed before anything is activated: the log begins later.
  await store.appendChanges([move('early', ['segment of d'], true, { acceptedAt: day }), move('early', ['segment of d'], false, { expectedVersion: 1, acceptedAt: day })]);
  await store.trimChanges(500);
  await activate(store, 'd');
  await store.appendChanges(people.map((id) => move(id, ['segment of d'], true, { acceptedAt: day + 2 * dayMs }, ['email'])));
  await store.foldHistory({ hoursBefore: day + dayMs, daysBefore: 0 }, 500);
  await store.noteChanges(day, [{ shape: { crossed: true, identities: ['email'], attributes: [] }, changes: 7 }]);
  await store.insertDestination(destination('deleted', 'audited'));
  await store.deleteDestination('deleted', 60);
  await store.putProposal({ id: 'prp', destinationId: 'd', kind: 'settings', bodyJson: '{}', basedOn: 1, author: 'ada', createdAt: 1 });
  await store.insertPolicy({ id: 'pol', name: 'Policy', description: '', useCases: ['sharing'], labels: ['health'], match: 'all', enabled: false, updatedBy: 'ada', createdAt: 1 });
  await store.putFieldLabels({ kind: 'attribute', name: 'a.b', labels: ['health'], at: 1, expectedVersion: null });

  const { epoch, position } = (await store.takeOver('d')) ?? { epoch: 0, position: 0 };
  await store.insertRun(run('backfill', 'd', { total: 60 }));
  await store.insertRun(run('paused', 'd', { kind: 'exits', state: 'paused' }));
  await store.insertRun(run('discard', 'd', { kind: 'discard', letters: { ids: null, code: null, profileId: null, runId: null, ...allTimes, last: 99 } }));
  await store.insertRun(run('ended', 'd', { kind: 'replay', state: 'completed', endedAt: 300, done: 3 }));
  const outcome = sums({ received: 2, activated: 1, failed: 1, bytes: 400, latency: { 3: 1 }, reasons: [{ code: 'record_too_large', counter: 'failed', count: 1 }] });
  await store.settle(
    settlement('d', epoch, {
      watermark: position,
      position,
      runs: [{ id: 'live', kind: 'streaming', startedAt: day, sums: outcome }],
      minutes: [{ runId: 'live', minute: day, sums: outcome }],
      deliveries: [delivery('old', 'd', { deliveredAt: 5 }), delivery('new', 'd', { deliveredAt: day, profileId: 'person 1' })],
      deadLetters: [deadLetter('one', 'd', { createdAt: day }), deadLetter('two', 'd', { createdAt: day + 1 })],
      gathered: [{ profileId: 'person 2', dueAt: 500, version: 1, reason: 'attribute' }],
      progress: [{ runId: 'backfill', partition: 0, cursor: 'person 3', ahead: ['person 40', 'person 41', 'person 5'], done: 21, completedAt: null }],
    }),
  );
  await store.pruneOutcomes({ deliveriesBefore: 10, deliveriesMost: 1_000, deadLettersBefore: 0, minutesBefore: 0, runsBefore: 0 }, 500);
  await store.noteLag(day, day + 3 * dayMs);

  await store.insertImport(importRow('imp', { hasFile: true, bytes: waitingFile.length, sha256: createHash('sha256').update(waitingFile).digest('hex') }));
  await store.appendImported(
    [],
    {
      id: 'imp',
      progress: { done: 1, changed: 1, unchanged: 0, rejected: 0, reportBytes: 40, lookedAt: 0, lastMember: '', exited: 0, errorsJson: '[]' },
      segment: null,
      profileIds: ['person 1', 'person 2'],
    },
    'one',
  );

  const channel = { kind: 'slack', sealed: 'v1.sealed', place: 'hooks.example.com', leastLevel: 'warning', enabled: true, updatedBy: 'ada', updatedAt: 1 } as const;
  await store.insertAlertChannel({ ...channel, id: 'all', name: 'All', allDestinations: true });
  await store.insertAlertChannel({ ...channel, id: 'some', name: 'Some', allDestinations: false });
  await store.subscribeDestination('d', ['some']);
  const alert = { id: 'alt', ruleId: 'alr_lag', kind: 'lag', subjectType: 'destination', subjectId: 'd', subjectName: 'D', code: null, startedAt: 100, ended: null } as const;
  await store.moveAlert({ kind: 'lag', subjectId: 'd', stateJson: '{}', alert: { ...alert, level: 'warning', worst: 'warning', value: 6.5, threshold: 5, changedAt: 100 } });
  await store.moveAlert({ kind: 'lag', subjectId: 'd', stateJson: '{}', alert: { ...alert, level: 'critical', worst: 'critical', value: 66.25, threshold: 60, changedAt: 200 } });
  const [notice] = await store.dueNotices(10_000);
  if (notice !== undefined) await store.settleNotice(notice.change, notice.channelId, { at: 300, ok: true, message: 'Sent.' }, null);
  await store.putAlertMark('usr', 1);
  await store.updateAlertRule('alr_capacity', { enabled: false, updatedBy: 'ada' }, 9, null);

  // Half of the log is settled, in no order; one person is being erased.
  await store.settle(
    settlement('d', epoch, {
      watermark: 12,
      position: 40,
      lanes: [
        [20, 12, [[15, 16]]],
        [44, 20, []],
      ],
    }),
  );
  await store.beginErasure({
    profileId: 'person 59',
    expectedVersion: 1,
    memberships: [{ segmentId: 'segment of d', member: false }],
    coverage: [],
    tombstone: { version: 2, documentJson: '{}', changeJson: '{}' },
    author: 'ada',
    at: day,
  });
  await store.putActivation(activation('d', ['segment of d'], { expectedVersion: 1, state: 'active' }));
}

/** What a store says of everything, through its port. */
export async function everythingIn(store: Store): Promise<Record<string, unknown>> {
  const list = { limit: 100, cursor: null };
  const of = { destinationId: 'd', profileId: null, runId: null, ...allTimes };
  return {
    user: await store.getUserByEmail('ada@example.com'),
    session: await store.getSession('ses'),
    draft: await store.getDraft('drf'),
    idempotency: await store.getIdempotency('idem'),
    accounts: await store.listAccounts(list, ''),
    destinations: await store.listDestinations(list, { search: '', status: null, tag: null }),
    activation: await store.getActivation('d'),
    versions: await store.listActivationVersions('d', list),
    proposal: await store.getProposal('d'),
    policies: await store.listPolicies(list, ''),
    labels: await store.listFieldLabels(),
    segments: await store.listSegments(list, ''),
    growth: await store.readGrowth('segment of d', day),
    history: await store.readChangeHistory(['segment of d'], day),
    members: await store.readMembers(['segment of d'], '', 100),
    profiles: (await store.readProfiles(people)).toSorted((a, b) => (a.profileId < b.profileId ? -1 : 1)),
    changes: await store.readChanges(0, 1_000),
    head: await store.headSequence(),
    runs: await store.listRuns({ destinationId: 'd', kind: null, end: null, overFrom: 0, busy: [] }, list),
    metrics: await store.readMetrics({ destinationId: 'd' }, allTimes),
    hours: await store.readHours('d', { from: day, to: day + hourMs - 1 }),
    totals: await store.readTotals({ from: day, to: day + dayMs - 1 }, hourMs),
    outcomes: await store.auditOutcomes('d'),
    deliveries: await store.listDeliveries(of, firstPage),
    letters: await store.listDeadLetters({ ...of, code: null, state: null }, list),
    due: await store.readDue('d', 1_000, 10),
    imports: await store.listImports(list),
    missing: await store.readMissingMembers('imp', 'segment of d', '', 5),
    audit: await store.listAudit({ actor: null, action: null, resource: null, result: null, destinationId: null, ...allTimes }, list),
    verified: await store.verifyAudit(0, 100),
    rules: await store.listAlertRules(),
    watches: await store.listAlertWatches(),
    alerts: await store.listAlerts(list, null),
    mark: await store.readAlertMark('usr'),
    figures: await store.readAlertFigures('d', 0, 0),
    channels: await store.listAlertChannels(),
    notices: await store.dueNotices(10_000),
  };
}
