import type { AuditKind } from '../../shared/audit.ts';
import { isoTime } from '../kit/clock.ts';
import { ask, type Asking } from './asking.ts';
import type { AuditOrigin, ToldWrite } from './auditStore.ts';
import type { JsonObject } from './differences.ts';
import type { Store } from './store.ts';

/** Something as it is. Never a secret, nor anything of a person whose profile is kept. */
export interface Seen {
  readonly name: string;
  readonly state: JsonObject;
  /** The destination it concerns; left out: none in particular. */
  readonly destinationId?: string;
}

/** What is told of one write. */
export interface Telling {
  readonly kind: AuditKind;
  readonly resourceId: string;
  /** Looks at it, before and after; null: there is none. What cannot be looked at is given as it is afterwards. */
  readonly look: Seen | (() => Asking<Seen | null>);
  /** What is told afterwards and cannot be seen. */
  readonly replaced?: JsonObject;
  /** Who did it, where only the write knows. */
  readonly by?: Pick<AuditOrigin, 'actor' | 'role'>;
}

const parse = (json: string): JsonObject => JSON.parse(json) as JsonObject;

function* nameOf(destinationId: string): Asking<string> {
  return (yield* ask('getDestination', destinationId))?.name ?? '';
}

function ofAccount(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getAccount', id);
    return row && { name: row.name, state: { name: row.name, type: row.type, region: row.region, credentials: parse(row.factsJson) } };
  }
  return { kind: 'account', resourceId: id, look };
}

function ofDestination(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getDestination', id);
    if (row === null) return null;
    const { name, description, accountId, accountName, region, tags, enabled } = row;
    const pausedBecause = row.pauseJson === null ? null : (parse(row.pauseJson)['code'] ?? null);
    const state = { name, description, account: accountName, accountId, region, stream: parse(row.targetJson), options: parse(row.optionsJson), tags, enabled, pausedBecause };
    return { name, state, destinationId: id };
  }
  return { kind: 'destination', resourceId: id, look };
}

function ofActivation(destinationId: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getActivation', destinationId);
    if (row === null) return null;
    const segments = Object.fromEntries(row.segments.map(({ id, name, backfill }) => [id, { name, backfill }]));
    return { name: yield* nameOf(destinationId), state: { version: row.version, state: row.state, segments, ...parse(row.documentJson) }, destinationId };
  }
  return { kind: 'activation', resourceId: destinationId, look };
}

function ofProposal(destinationId: string, id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getProposal', destinationId);
    if (row === null) return null;
    return { name: yield* nameOf(destinationId), state: { proposedBy: row.author, what: row.kind, basedOn: row.basedOn, change: parse(row.bodyJson) }, destinationId };
  }
  return { kind: 'proposal', resourceId: id, look };
}

function ofRun(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getRun', id);
    if (row === null) return null;
    const { kind, state, total, segmentIds, letters, destinationId } = row;
    // Of the letters it is about: whatever is no person.
    const filter = letters === null ? {} : { code: letters.code, ofRun: letters.runId };
    return { name: yield* nameOf(destinationId), state: { kind, state, total, ...(segmentIds.length > 0 && { segments: segmentIds }), ...filter }, destinationId };
  }
  return { kind: 'run', resourceId: id, look };
}

function ofSegment(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getSegment', id);
    return row && { name: row.name, state: { name: row.name, description: row.description, labels: row.labels, origin: row.origin } };
  }
  return { kind: 'segment', resourceId: id, look };
}

function ofPolicy(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getPolicy', id);
    if (row === null) return null;
    const { name, description, enabled, useCases, labels, match } = row;
    return { name, state: { name, description, enabled, useCases, labels, match } };
  }
  return { kind: 'policy', resourceId: id, look };
}

function ofFieldLabels({ kind, name }: Parameters<Store['putFieldLabels']>[0]): Telling {
  function* look(): Asking<Seen> {
    const labelled = yield* ask('listFieldLabels');
    return { name, state: { labels: labelled.find((row) => row.kind === kind && row.name === name)?.labels ?? [] } };
  }
  return { kind: 'field', resourceId: `${kind}:${name}`, look };
}

function ofImport(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getImport', id);
    if (row === null) return null;
    const { fileName, format, bytes, state } = row;
    return { name: fileName, state: { fileName, format, bytes, state, settings: row.settingsJson === null ? null : parse(row.settingsJson) } };
  }
  return { kind: 'import', resourceId: id, look };
}

const mutedUntil = (mute: { readonly until: number | null } | null): string | null => (mute === null ? null : mute.until === null ? 'it changes' : isoTime(mute.until));

function ofAlertRule(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getAlertRule', id);
    if (row === null) return null;
    const { kind, destination, warning, critical, windowMinutes, enabled, mute } = row;
    const state = { kind, destination: destination?.name ?? null, warning, critical, windowMinutes, enabled, mutedUntil: mutedUntil(mute) };
    return destination === null ? { name: kind, state } : { name: `${kind}: ${destination.name}`, state, destinationId: destination.id };
  }
  return { kind: 'alert_rule', resourceId: id, look };
}

function ofAlert(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = (yield* ask('firingAlerts')).find((alert) => alert.id === id);
    if (row === undefined) return null;
    const { kind, level, mute, subjectName, subjectType, subjectId } = row;
    return { name: `${kind}: ${subjectName}`, state: { kind, level, mutedUntil: mutedUntil(mute) }, ...(subjectType === 'destination' && { destinationId: subjectId }) };
  }
  return { kind: 'alert', resourceId: id, look };
}

function ofAlertChannel(id: string): Telling {
  function* look(): Asking<Seen | null> {
    const row = yield* ask('getAlertChannel', id);
    if (row === null) return null;
    const { name, kind, place, leastLevel, allDestinations, enabled } = row;
    return { name, state: { name, kind, place, leastLevel, allDestinations, enabled } };
  }
  return { kind: 'alert_channel', resourceId: id, look };
}

function ofSubscription(destinationId: string): Telling {
  function* look(): Asking<Seen> {
    const channels = (yield* ask('listAlertChannels')).flatMap(({ name, destinationIds }) => (destinationIds.includes(destinationId) ? [name] : []));
    return { name: yield* nameOf(destinationId), state: { channels }, destinationId };
  }
  return { kind: 'destination', resourceId: destinationId, look };
}

/** Something that is told without what it looks like. */
const named = (kind: AuditKind, resourceId: string, name: string, state: JsonObject = {}): Telling => ({ kind, resourceId, look: { name, state } });

const tellings: { readonly [Method in ToldWrite]: (...args: Parameters<Store[Method]>) => Telling } = {
  insertAccount: ({ id }) => ofAccount(id),
  updateAccount: (id, change) => ({ ...ofAccount(id), ...(change.rotatedAt !== undefined && { replaced: { secret: 'changed' } }) }),
  deleteAccount: ofAccount,
  insertDestination: ({ id }) => ofDestination(id),
  updateDestination: ofDestination,
  deleteDestination: ofDestination,
  putActivation: ({ destinationId }) => ofActivation(destinationId),
  putProposal: ({ destinationId, id }) => ofProposal(destinationId, id),
  deleteProposal: ofProposal,
  insertRun: ({ id }) => ofRun(id),
  pauseRun: ofRun,
  endRun: ofRun,
  putSegment: ({ id }) => ofSegment(id),
  deleteSegment: ofSegment,
  insertPolicy: ({ id }) => ofPolicy(id),
  updatePolicy: ofPolicy,
  deletePolicy: ofPolicy,
  putFieldLabels: ofFieldLabels,
  // Who was erased is known to nobody afterwards: the request names the subject, by a sign.
  beginErasure: () => named('profile', '', ''),
  insertImport: ({ id }) => ofImport(id),
  moveImport: ofImport,
  deleteImport: ofImport,
  insertFirstUser: ({ id, email, role }) => ({ ...named('user', id, email, { email, role }), by: { actor: email, role } }),
  insertSession({ email, role }) {
    const actor = email ?? `role:${role}`;
    return { ...named('session', '', actor), by: { actor, role } };
  },
  deleteSession: () => named('session', '', ''),
  insertAlertRule: ({ id }) => ofAlertRule(id),
  updateAlertRule: ofAlertRule,
  deleteAlertRule: ofAlertRule,
  muteAlertRule: ofAlertRule,
  muteAlert: ofAlert,
  insertAlertChannel: ({ id }) => ofAlertChannel(id),
  updateAlertChannel: (id, change) => ({ ...ofAlertChannel(id), ...(change.sealed !== undefined && { replaced: { secret: 'changed' } }) }),
  deleteAlertChannel: ofAlertChannel,
  subscribeDestination: ofSubscription,
};

/** What there is to tell of a write. */
export const tellingOf = (method: ToldWrite, args: readonly unknown[]): Telling => (tellings[method] as (...args: readonly unknown[]) => Telling)(...args);
