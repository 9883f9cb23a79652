import type { AuditAction } from '../../shared/audit.ts';
import type { RouteName, RouteResponse, routes } from '../../shared/api.ts';
import type { CheckResult } from '../../shared/account.ts';
import type { AuditSubject } from '../store/auditStore.ts';
import type { ExportFilter } from '../../shared/export.ts';
import type { Store } from '../store/store.ts';
import type { Context } from './context.ts';
import { shownTo } from './presentSample.ts';

/** What subjects are named with; `signOf`: an id of a person as a sign that only this installation can make. */
export interface Naming {
  readonly store: Pick<Store, 'getAccount' | 'getDestination' | 'getSegment' | 'getAlertChannel'>;
  readonly signOf: (profileId: string) => string;
}

/** `on: 'change'`: what the request stores is told. `on: 'call'`: the request itself is told, also where it stores nothing or is refused. `why`: nothing is told. */
export type AuditRule<N extends RouteName> =
  | { readonly on: 'change'; readonly action: AuditAction; readonly isEnd?: boolean; readonly subject?: (context: Context<N>, naming: Naming) => Promise<AuditSubject> }
  | {
      readonly on: 'call';
      readonly action: AuditAction;
      readonly subject: (context: Context<N>, naming: Naming) => Promise<AuditSubject>;
      /** Which calls are told; left out: all. */
      readonly only?: (context: Context<N>) => boolean;
      /** What came of it. */
      readonly outcome?: (result: RouteResponse<N>, context: Context<N>, naming: Naming) => Readonly<Record<string, unknown>>;
      /** Whom a caller who is not known yet claims to be. */
      readonly claimed?: (context: Context<N>) => string;
    }
  | { readonly why: string };

/** The routes that could change something. */
type Changing = { [N in RouteName]: (typeof routes)[N]['method'] extends 'GET' ? never : N }[RouteName];
type Rules = { readonly [N in Changing | 'getProfile' | 'listSegmentProfiles']: AuditRule<N> };

const change = <N extends RouteName>(action: AuditAction): AuditRule<N> => ({ on: 'change', action });
const looksOnly = { why: 'It looks, and changes nothing.' } as const;

const session: AuditSubject = { kind: 'session', resourceId: '', name: '', destinationId: null };
const nobodyYet = async (): Promise<AuditSubject> => session;

async function person({ params }: { readonly params: { readonly profileId: string } }, { signOf }: Naming): Promise<AuditSubject> {
  return { kind: 'profile', resourceId: signOf(params.profileId), name: '', destinationId: null };
}

async function destination({ params }: { readonly params: { readonly id: string } }, { store }: Naming): Promise<AuditSubject> {
  return { kind: 'destination', resourceId: params.id, name: (await store.getDestination(params.id))?.name ?? '', destinationId: params.id };
}

async function account({ params }: { readonly params: { readonly id: string } }, { store }: Naming): Promise<AuditSubject> {
  return { kind: 'account', resourceId: params.id, name: (await store.getAccount(params.id))?.name ?? '', destinationId: null };
}

async function segment({ params }: { readonly params: { readonly id: string } }, { store }: Naming): Promise<AuditSubject> {
  return { kind: 'segment', resourceId: params.id, name: (await store.getSegment(params.id))?.name ?? '', destinationId: null };
}

/** Of a test: whether it passed, and what did not. */
function testOutcome({ ok, stages }: CheckResult): Readonly<Record<string, unknown>> {
  return { passed: ok, failed: stages.flatMap(({ status, code }) => (status === 'failed' ? [code ?? null] : [])) };
}

/** Filters of a list that can be the id of a person, or are one. */
const personalFilters: ReadonlySet<string> = new Set<keyof ExportFilter>(['profileId', 'resource']);

/** What an exported list was narrowed to; a person by the sign of this installation. */
function filterTold(filter: ExportFilter, { signOf }: Naming): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [[name, personalFilters.has(name) ? signOf(value) : value]])));
}

/** What an attempt to sign in may leave of whom it claims to be: something that looks like an address, for people type passwords there, too. */
const addressIn = (text: string): string => (/^[^\s@]+@[^\s@]+$/.test(text.trim()) ? text.trim().toLowerCase() : '');

/** Every route that could change something, and those that show personal data in clear, and what is told of them: one that changes and is missing does not compile. */
export const auditRules: Rules = {
  signIn: { on: 'call', action: 'session.open', subject: nobodyYet, claimed: ({ body }) => ('email' in body ? addressIn(body.email) : '') },
  setUp: { on: 'call', action: 'admin.create', subject: nobodyYet, claimed: ({ body }) => body.email },
  signOut: { on: 'call', action: 'session.end', subject: nobodyYet },

  createAccount: change('account.create'),
  testAccount: {
    on: 'call',
    action: 'account.test',
    subject: async ({ body }) => ({ kind: 'account', resourceId: '', name: body.name, destinationId: null }),
    outcome: testOutcome,
  },
  testStoredAccount: { on: 'call', action: 'account.test', subject: account, outcome: testOutcome },
  updateAccount: change('account.update'),
  deleteAccount: change('account.delete'),
  createExternalId: { why: 'Nothing is stored: the account that is connected with it is told.' },
  describeAccess: looksOnly,

  createDestination: change('destination.create'),
  testDestination: {
    on: 'call',
    action: 'destination.test',
    subject: async ({ body }) => ({ kind: 'destination', resourceId: '', name: body.stream, destinationId: null }),
    outcome: testOutcome,
  },
  testStoredDestination: { on: 'call', action: 'destination.test', subject: destination, outcome: testOutcome },
  sendTestRecord: { on: 'call', action: 'destination.test_record', subject: destination },
  updateDestination: change('destination.update'),
  // It is disabled first, which tells of the end: nothing of it is stored without its entry.
  deleteDestination: { on: 'change', action: 'destination.delete', isEnd: true },
  enableDestination: change('destination.enable'),
  disableDestination: change('destination.disable'),
  putActivation: change('activation.update'),
  restoreActivation: change('activation.restore'),
  previewActivation: looksOnly,
  forecastActivation: looksOnly,
  compareActivation: looksOnly,
  checkActivationPolicies: looksOnly,
  proposeChange: change('proposal.create'),
  approveProposal: change('proposal.approve'),
  withdrawProposal: change('proposal.withdraw'),

  startBackfill: change('backfill.start'),
  pauseRun: change('run.pause'),
  resumeRun: change('run.resume'),
  cancelRun: change('run.cancel'),
  replayDeadLetters: change('dead_letters.replay'),
  discardDeadLetters: change('dead_letters.discard'),
  countDeadLetters: looksOnly,
  readBackDelivery: {
    on: 'call',
    action: 'delivery.read_back',
    subject: async ({ body }, { signOf }) => ({ kind: 'profile', resourceId: signOf(body.profileId), name: '', destinationId: null }),
  },

  putSegment: change('segment.update'),
  deleteSegment: change('segment.delete'),
  // To others personal values are masked, or hidden.
  listSegmentProfiles: { on: 'call', action: 'segment.sample', subject: segment, only: ({ caller }) => shownTo[caller.role] === 'readable' },
  createPolicy: change('policy.create'),
  updatePolicy: change('policy.update'),
  deletePolicy: change('policy.delete'),
  previewPolicy: looksOnly,
  putFieldLabels: change('labels.update'),

  ingestProfiles: { why: 'Profiles come by the thousand a second; the change log holds them, and runs count them.' },
  getProfile: { on: 'call', action: 'profile.view', subject: person },
  // What was looked for is personal, and told to nobody.
  findPerson: { on: 'call', action: 'profile.find', subject: async () => ({ kind: 'profile', resourceId: '', name: '', destinationId: null }) },
  deleteProfile: { on: 'change', action: 'profile.erase', subject: person },
  describeProfileFields: looksOnly,
  createImport: change('import.upload'),
  startImport: change('import.start'),
  cancelImport: change('import.cancel'),
  resumeImport: change('import.resume'),
  deleteImport: change('import.delete'),

  beginExport: {
    on: 'call',
    action: 'export.list',
    async subject({ body: { list, destinationId } }, { store }) {
      const of = destinationId === undefined ? null : await store.getDestination(destinationId);
      return { kind: 'list', resourceId: list, name: of?.name ?? '', destinationId: of?.id ?? null };
    },
    outcome: (_, { body: { format, filter } }, naming) => ({ format, filter: filterTold(filter, naming) }),
  },

  // It says what somebody has read, to nobody but themselves.
  markAlertsRead: { why: 'Only who did it sees any of it.' },
  muteAlert: change('alert.mute'),
  unmuteAlert: change('alert.unmute'),
  createAlertRule: change('alert_rule.create'),
  updateAlertRule: change('alert_rule.update'),
  deleteAlertRule: change('alert_rule.delete'),
  muteAlertRule: change('alert_rule.mute'),
  unmuteAlertRule: change('alert_rule.unmute'),
  createAlertChannel: change('alert_channel.create'),
  updateAlertChannel: change('alert_channel.update'),
  deleteAlertChannel: change('alert_channel.delete'),
  testAlertChannel: {
    on: 'call',
    action: 'alert_channel.test',
    subject: async ({ params }, { store }) => ({ kind: 'alert_channel', resourceId: params.id, name: (await store.getAlertChannel(params.id))?.name ?? '', destinationId: null }),
    outcome: ({ ok }) => ({ passed: ok }),
  },
  subscribeDestination: change('alert_channel.subscribe'),

  createDraft: { why: 'Nothing works by a draft; what is made of it is told.' },
  putDraft: { why: 'Nothing works by a draft; what is made of it is told.' },
  deleteDraft: { why: 'Nothing works by a draft; what is made of it is told.' },
};

/** Null: a route that only reads, and whose reading nobody tells of. */
export function auditRuleOf(name: RouteName): AuditRule<RouteName> | null {
  return (auditRules as Partial<Record<RouteName, AuditRule<RouteName>>>)[name] ?? null;
}
