import { alertKinds, type AlertKind } from '../../shared/alert.ts';
import type { AuditAction, AuditEntry, AuditKind, AuditResult, ChangeEntry } from '../../shared/audit.ts';
import { errorCodes } from '../../shared/errorCodes.ts';

/** What somebody did: as a line of the trail begins, and as the filter has it. */
const actionTexts: Readonly<Record<AuditAction, string>> = {
  'access.refuse': 'Was refused',
  'session.open': 'Signed in',
  'session.end': 'Signed out',
  'admin.create': 'Set up the first administrator',
  'account.create': 'Connected the account',
  'account.update': 'Changed the account',
  'account.delete': 'Deleted the account',
  'account.test': 'Tested the account',
  'destination.create': 'Created the destination',
  'destination.update': 'Changed the settings',
  'destination.enable': 'Switched sending on',
  'destination.disable': 'Switched sending off',
  'destination.delete': 'Deleted the destination',
  'destination.test': 'Tested the connection',
  'destination.test_record': 'Sent a test record',
  'activation.update': 'Changed what is sent',
  'activation.restore': 'Restored an earlier version',
  'proposal.create': 'Proposed a change',
  'proposal.approve': 'Approved a change',
  'proposal.withdraw': 'Withdrew or declined a change',
  'backfill.start': 'Sent everyone now',
  'run.pause': 'Paused a run',
  'run.resume': 'Let a run go on',
  'run.cancel': 'Cancelled a run',
  'dead_letters.replay': 'Replayed dead letters',
  'dead_letters.discard': 'Discarded dead letters',
  'segment.update': 'Named or labelled the segment',
  'segment.delete': 'Deleted the segment',
  'segment.sample': 'Looked at people of the segment',
  'policy.create': 'Made the policy',
  'policy.update': 'Changed the policy',
  'policy.delete': 'Deleted the policy',
  'labels.update': 'Set the labels of the field',
  'profile.view': 'Looked at a person',
  'profile.find': 'Looked for a person by an identity',
  'delivery.read_back': 'Read a delivered record back',
  'profile.erase': 'Erased a person',
  'import.upload': 'Uploaded the file',
  'import.start': 'Started the import',
  'import.cancel': 'Cancelled the import',
  'import.resume': 'Let the import go on',
  'import.delete': 'Deleted the import',
  'export.list': 'Exported a list',
  'alert_rule.create': 'Made the rule for alerts',
  'alert_rule.update': 'Changed the rule for alerts',
  'alert_rule.delete': 'Deleted the rule for alerts',
  'alert_rule.mute': 'Muted the rule for alerts',
  'alert_rule.unmute': 'Took the mute off the rule for alerts',
  'alert.mute': 'Muted the alert',
  'alert.unmute': 'Took the mute off the alert',
  'alert_channel.create': 'Made the channel for alerts',
  'alert_channel.update': 'Changed the channel for alerts',
  'alert_channel.delete': 'Deleted the channel for alerts',
  'alert_channel.test': 'Tested the channel for alerts',
  'alert_channel.subscribe': 'Chose which channels hear of alerts',
};

/** The same of what was tried and refused. */
const attemptTexts: Partial<Readonly<Record<AuditAction, string>>> = {
  'session.open': 'Tried to sign in',
  'session.end': 'Tried to sign out',
  'admin.create': 'Tried to set up the first administrator',
  'account.test': 'Tried to test the account',
  'destination.test': 'Tried to test the connection',
  'destination.test_record': 'Tried to send a test record',
  'profile.view': 'Tried to look at a person',
  'profile.find': 'Tried to find a person by an identity',
  'alert_channel.test': 'Tried to test the channel for alerts',
  'delivery.read_back': 'Tried to read a delivered record back',
  'export.list': 'Tried to export a list',
};

export const resultTexts: Readonly<Record<AuditResult, string>> = { done: 'Done', refused: 'Refused' };

export const actionText = (action: AuditAction): string => actionTexts[action];

export const entryText = ({ action, result }: Pick<AuditEntry, 'action' | 'result'>): string => (result === 'refused' ? attemptTexts[action] : undefined) ?? actionTexts[action];

/** Who it was: an e-mail address, or what stands for nobody in particular. */
export function actorText(actor: string): string {
  if (actor === '') return 'Somebody unknown';
  return actor.startsWith('role:') ? `An access token (${actor.slice('role:'.length)})` : actor;
}

/** Where the thing an entry is about is shown; null where there is no page of it. */
const pageOf: Partial<Readonly<Record<AuditKind, (entry: Pick<AuditEntry, 'resource' | 'destinationId'>) => string>>> = {
  destination: ({ resource }) => `/destinations/${resource.id}`,
  activation: ({ resource }) => `/destinations/${resource.id}/activation`,
  proposal: ({ destinationId }) => `/destinations/${destinationId ?? ''}`,
  run: ({ destinationId }) => `/destinations/${destinationId ?? ''}/runs`,
  segment: ({ resource }) => `/segments/${encodeURIComponent(resource.id)}`,
  account: () => '/accounts',
  alert_rule: () => '/settings/alerts',
  alert_channel: () => '/settings/alerts',
  import: ({ resource }) => `/segments/imports/${resource.id}`,
  list: ({ resource, destinationId }) => `${destinationId === null ? '' : `/destinations/${destinationId}`}/${resource.id.replaceAll('_', '-')}`,
};

export const addressOf = (entry: Pick<AuditEntry, 'resource' | 'destinationId'>): string | null =>
  entry.resource.id === '' ? null : (pageOf[entry.resource.kind]?.(entry) ?? null);

/** "dead letters of Audience". A list of everything has no name. */
function listText({ id, name }: ChangeEntry['resource']): string {
  const what = id === 'audit' ? 'audit entries' : id.replaceAll('_', ' ');
  return name === '' ? what : `${what} of ${name}`;
}

/** What it was about, by the name it had then; null where that says nothing more. */
export function subjectText({ resource }: Pick<ChangeEntry, 'resource'>): string | null {
  if (resource.kind === 'session' || resource.kind === 'user') return null;
  if (resource.kind === 'route') return resource.name;
  if (resource.kind === 'list') return listText(resource);
  // Its name begins with the kind of the rule: "lag: Audience".
  if (resource.kind === 'alert' || resource.kind === 'alert_rule')
    return resource.name.replace(/^\w+/, (kind) => (Object.hasOwn(alertKinds, kind) ? alertKinds[kind as AlertKind].label : kind));
  if (resource.kind === 'profile') return resource.id === '' ? null : `known here as ${resource.id}`;
  return resource.name === '' ? null : resource.name;
}

/** Why it was refused. */
export function refusalText({ action, code }: Pick<AuditEntry, 'action' | 'code'>): string {
  if (action === 'session.open' && code === 'unauthenticated') return 'wrong address, password or token';
  return code === null ? 'the reason was not noted' : errorCodes[code].title;
}
