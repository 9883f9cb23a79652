import { authorOf, type Caller } from '../access/sessions.ts';
import { activationInputSchema } from '../../shared/activation.ts';
import { destinationPatchSchema } from '../../shared/destination.ts';
import type { Proposal } from '../../shared/proposal.ts';
import { changesBetween } from '../delivery/activationChanges.ts';
import { breakingChanges } from '../delivery/breakingChanges.ts';
import { isoTime } from '../kit/clock.ts';
import type { ActivationRow } from '../store/activationRows.ts';
import type { ProposalRow } from '../store/proposalStore.ts';
import type { DestinationRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { sendsTheSame } from './approval.ts';
import { inputOf } from './draftActivation.ts';

type Dependencies = Pick<Store, 'getActivation' | 'getActivationVersion' | 'getSegment' | 'getAccount'>;

/** Whether nothing that is sent was changed since the proposal was made; pausing and resuming makes no difference. */
export async function isCurrent(store: Pick<Store, 'getActivationVersion'>, current: ActivationRow | null, { destinationId, basedOn }: ProposalRow): Promise<boolean> {
  if ((current?.version ?? 0) === basedOn) return true;
  const base = await store.getActivationVersion(destinationId, basedOn);
  return base !== null && sendsTheSame(current, inputOf(base));
}

/** What waits, with what it would change of what is there now. */
export async function presentProposal(store: Dependencies, row: ProposalRow, destination: DestinationRow, caller: Caller): Promise<Proposal> {
  const proposed = { id: row.id, author: row.author, isOwn: row.author === authorOf(caller), createdAt: isoTime(row.createdAt) };
  if (row.kind === 'settings') {
    const settings = destinationPatchSchema.parse(JSON.parse(row.bodyJson));
    const account = settings.accountId === undefined || settings.accountId === destination.accountId ? null : await store.getAccount(settings.accountId);
    return { kind: 'settings', ...proposed, isStale: destination.version !== row.basedOn, settings, accountName: account?.name ?? null };
  }
  const activation = activationInputSchema.parse(JSON.parse(row.bodyJson));
  const current = await store.getActivation(row.destinationId);
  const names = new Map(current?.segments.map(({ id, name }) => [id, name]));
  const added = await Promise.all(activation.segments.filter(({ id }) => !names.has(id)).map(({ id }) => store.getSegment(id)));
  for (const segment of added) if (segment !== null) names.set(segment.id, segment.name);
  const before = current === null ? { ...activation, segments: [], attributes: [], identities: { namespaces: [] } } : inputOf(current);
  const changes = changesBetween(before, activation, (id) => names.get(id) ?? id);
  return { kind: 'activation', ...proposed, isStale: !(await isCurrent(store, current, row)), activation, changes, breaking: current === null ? [] : breakingChanges(changes) };
}
