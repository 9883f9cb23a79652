import type { AuditKind } from '../../../shared/audit.ts';
import { isoTime } from '../../kit/clock.ts';
import type { AuditOrigin, ToldWrite } from '../auditStore.ts';
import type { Store } from '../store.ts';
import type { JsonObject } from '../differences.ts';
import type { Synchronous } from './protocol.ts';

/** What tellings look with, and what they tell of. */
export type TellingStore = Pick<
  Synchronous<Store>,
  | ToldWrite
  | 'getAlertRule'
  | 'firingAlerts'
  | 'getAlertChannel'
  | 'listAlertChannels'
  | 'getAccount'
  | 'getDestination'
  | 'getActivation'
  | 'getProposal'
  | 'getRun'
  | 'getSegment'
  | 'getPolicy'
  | 'listFieldLabels'
  | 'getImport'
>;

/** What is told of one write. */
export interface Telling {
  readonly kind: AuditKind;
  readonly resourceId: string;
  readonly destinationId: string | null;
  /** As it is now; null: there is none. Never a secret, nor anything of a person whose profile is kept. */
  look(): { readonly name: string; readonly state: JsonObject } | null;
  /** What is told afterwards and cannot be seen. */
  readonly replaced?: JsonObject;
  /** Who did it, where only the write knows. */
  readonly by?: Pick<AuditOrigin, 'actor' | 'role'>;
}

const parse = (json: string): JsonObject => JSON.parse(json) as JsonObject;

function ofAccount(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getAccount(id);
    return row === null ? null : { name: row.name, state: { name: row.name, type: row.type, region: row.region, credentials: parse(row.factsJson) } };
  };
  return { kind: 'account', resourceId: id, destinationId: null, look };
}

function ofDestination(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getDestination(id);
    if (row === null) return null;
    const { name, description, accountId, accountName, region, tags, enabled } = row;
    const pausedBecause = row.pauseJson === null ? null : (parse(row.pauseJson)['code'] ?? null);
    const state = { name, description, account: accountName, accountId, region, stream: parse(row.targetJson), options: parse(row.optionsJson), tags, enabled, pausedBecause };
    return { name, state };
  };
  return { kind: 'destination', resourceId: id, destinationId: id, look };
}

const nameOf = (store: TellingStore, destinationId: string): string => store.getDestination(destinationId)?.name ?? '';

function ofActivation(store: TellingStore, destinationId: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getActivation(destinationId);
    if (row === null) return null;
    const segments = Object.fromEntries(row.segments.map(({ id, name, backfill }) => [id, { name, backfill }]));
    return { name: nameOf(store, destinationId), state: { version: row.version, state: row.state, segments, ...parse(row.documentJson) } };
  };
  return { kind: 'activation', resourceId: destinationId, destinationId, look };
}

function ofProposal(store: TellingStore, destinationId: string, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getProposal(destinationId);
    if (row === null) return null;
    return { name: nameOf(store, destinationId), state: { proposedBy: row.author, what: row.kind, basedOn: row.basedOn, change: parse(row.bodyJson) } };
  };
  return { kind: 'proposal', resourceId: id, destinationId, look };
}

function ofRun(store: TellingStore, id: string, destinationId: string | null): Telling {
  const look: Telling['look'] = () => {
    const row = store.getRun(id);
    if (row === null) return null;
    const { kind, state, total, segmentIds, letters } = row;
    // Of the letters it is about: whatever is no person.
    const filter = letters === null ? {} : { code: letters.code, ofRun: letters.runId };
    return { name: nameOf(store, row.destinationId), state: { kind, state, total, ...(segmentIds.length > 0 && { segments: segmentIds }), ...filter } };
  };
  return { kind: 'run', resourceId: id, destinationId: destinationId ?? store.getRun(id)?.destinationId ?? null, look };
}

function ofSegment(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getSegment(id);
    return row === null ? null : { name: row.name, state: { name: row.name, description: row.description, labels: row.labels, origin: row.origin } };
  };
  return { kind: 'segment', resourceId: id, destinationId: null, look };
}

function ofPolicy(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getPolicy(id);
    if (row === null) return null;
    const { name, description, enabled, useCases, labels, match } = row;
    return { name, state: { name, description, enabled, useCases, labels, match } };
  };
  return { kind: 'policy', resourceId: id, destinationId: null, look };
}

function ofImport(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getImport(id);
    if (row === null) return null;
    const { fileName, format, bytes, state } = row;
    return { name: fileName, state: { fileName, format, bytes, state, settings: row.settingsJson === null ? null : parse(row.settingsJson) } };
  };
  return { kind: 'import', resourceId: id, destinationId: null, look };
}

function ofAlertRule(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getAlertRule(id);
    if (row === null) return null;
    const { kind, destination, warning, critical, windowMinutes, enabled, mute } = row;
    const name = destination === null ? kind : `${kind}: ${destination.name}`;
    return { name, state: { kind, destination: destination?.name ?? null, warning, critical, windowMinutes, enabled, mutedUntil: mutedUntil(mute) } };
  };
  return { kind: 'alert_rule', resourceId: id, destinationId: store.getAlertRule(id)?.destination?.id ?? null, look };
}

function ofAlert(store: TellingStore, id: string): Telling {
  const find = () => store.firingAlerts().find((row) => row.id === id);
  const look: Telling['look'] = () => {
    const row = find();
    return row === undefined ? null : { name: `${row.kind}: ${row.subjectName}`, state: { kind: row.kind, level: row.level, mutedUntil: mutedUntil(row.mute) } };
  };
  const found = find();
  return { kind: 'alert', resourceId: id, destinationId: found?.subjectType === 'destination' ? found.subjectId : null, look };
}

const mutedUntil = (mute: { readonly until: number | null } | null): string | null => (mute === null ? null : mute.until === null ? 'it changes' : isoTime(mute.until));

function ofAlertChannel(store: TellingStore, id: string): Telling {
  const look: Telling['look'] = () => {
    const row = store.getAlertChannel(id);
    if (row === null) return null;
    const { name, kind, place, leastLevel, allDestinations, enabled } = row;
    return { name, state: { name, kind, place, leastLevel, allDestinations, enabled } };
  };
  return { kind: 'alert_channel', resourceId: id, destinationId: null, look };
}

function ofSubscription(store: TellingStore, destinationId: string): Telling {
  const look: Telling['look'] = () => {
    const channels = store.listAlertChannels().flatMap(({ name, destinationIds }) => (destinationIds.includes(destinationId) ? [name] : []));
    return { name: nameOf(store, destinationId), state: { channels } };
  };
  return { kind: 'destination', resourceId: destinationId, destinationId, look };
}

/** Something that is told without what it looks like. */
const named = (kind: AuditKind, resourceId: string, name: string, state: JsonObject = {}): Telling => {
  let isThere = false;
  return {
    kind,
    resourceId,
    destinationId: null,
    look() {
      const seen = isThere ? { name, state } : null;
      isThere = true;
      return seen;
    },
  };
};

type Tellings = { readonly [Method in ToldWrite]: (store: TellingStore, ...args: Parameters<Store[Method]>) => Telling };

const tellings: Tellings = {
  insertAccount: (store, { id }) => ofAccount(store, id),
  updateAccount: (store, id, change) => ({ ...ofAccount(store, id), ...(change.rotatedAt !== undefined && { replaced: { secret: 'changed' } }) }),
  deleteAccount: ofAccount,
  insertDestination: (store, { id }) => ofDestination(store, id),
  updateDestination: ofDestination,
  deleteDestination: ofDestination,
  putActivation: (store, { destinationId }) => ofActivation(store, destinationId),
  putProposal: (store, { destinationId, id }) => ofProposal(store, destinationId, id),
  deleteProposal: ofProposal,
  insertRun: (store, { id, destinationId }) => ofRun(store, id, destinationId),
  pauseRun: (store, id) => ofRun(store, id, null),
  endRun: (store, id) => ofRun(store, id, null),
  putSegment: (store, { id }) => ofSegment(store, id),
  deleteSegment: ofSegment,
  insertPolicy: (store, { id }) => ofPolicy(store, id),
  updatePolicy: ofPolicy,
  deletePolicy: ofPolicy,
  putFieldLabels(store, { kind, name }) {
    const look: Telling['look'] = () => ({ name, state: { labels: store.listFieldLabels().find((row) => row.kind === kind && row.name === name)?.labels ?? [] } });
    return { kind: 'field', resourceId: `${kind}:${name}`, destinationId: null, look };
  },
  // Who was erased is known to nobody afterwards: the request names the subject, by a sign.
  beginErasure: () => named('profile', '', ''),
  insertImport: (store, { id }) => ofImport(store, id),
  moveImport: (store, id) => ofImport(store, id),
  deleteImport: ofImport,
  insertFirstUser: (_store, { id, email, role }) => ({ ...named('user', id, email, { email, role }), by: { actor: email, role } }),
  insertSession(_store, { email, role }) {
    const actor = email ?? `role:${role}`;
    return { ...named('session', '', actor), by: { actor, role } };
  },
  deleteSession: () => named('session', '', ''),
  insertAlertRule: (store, { id }) => ofAlertRule(store, id),
  updateAlertRule: ofAlertRule,
  deleteAlertRule: ofAlertRule,
  muteAlertRule: ofAlertRule,
  muteAlert: ofAlert,
  insertAlertChannel: (store, { id }) => ofAlertChannel(store, id),
  updateAlertChannel: (store, id, change) => ({ ...ofAlertChannel(store, id), ...(change.sealed !== undefined && { replaced: { secret: 'changed' } }) }),
  deleteAlertChannel: ofAlertChannel,
  subscribeDestination: ofSubscription,
};

/** What there is to tell of a write. */
export function tell(store: TellingStore, method: ToldWrite, args: readonly unknown[]): Telling {
  return (tellings[method] as (store: TellingStore, ...args: readonly unknown[]) => Telling)(store, ...args);
}

/** The write itself. */
export function makeWrite(store: TellingStore, method: ToldWrite, args: readonly unknown[]): unknown {
  return (store[method] as (...args: readonly unknown[]) => unknown)(...args);
}
