import { destinationOptionsSchema, type DestinationPatch } from '../../shared/destination.ts';
import type { DestinationRow } from '../store/rows.ts';
import type { Store } from '../store/store.ts';
import { demandApprovalOfSettings } from './approval.ts';
import { lookAtStream, placeOf, unknownAccount } from './chosenStream.ts';
import type { ApiDependencies } from './dependencies.ts';
import { refuseOptionViolations } from './policyChecks.ts';
import { nameTaken, notFound, versionStale } from './refusals.ts';
import { refuseIssues } from './validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'liveEvents'>;
type Change = Parameters<Store['updateDestination']>[1];

/** Stores a change of a destination and lets delivery take it up. */
export async function storeChange({ store, supervisor, clock, liveEvents }: Dependencies, id: string, change: Change, expectedVersion: number | null): Promise<DestinationRow> {
  const written = await store.updateDestination(id, change, clock.now(), expectedVersion);
  if (!written.ok) {
    if (written.reason === 'name_taken') throw nameTaken('destination');
    if (written.reason === 'account_missing') throw refuseIssues([unknownAccount]);
    throw written.reason === 'version_stale' ? versionStale() : notFound('destination');
  }
  await supervisor.refresh(id);
  liveEvents.changed({ resource: 'destination', id });
  const row = await store.getDestination(id);
  if (row === null) throw notFound('destination');
  return row;
}

/** What a body changes about where the destination sends to; nothing, and nobody is asked, where it names neither a stream nor another account. */
async function moved(dependencies: Dependencies, row: DestinationRow, { accountId = row.accountId, stream }: DestinationPatch, signal: AbortSignal): Promise<Change> {
  if (stream === undefined && accountId === row.accountId) return {};
  const account = await dependencies.store.getAccount(accountId);
  if (account === null) throw refuseIssues([unknownAccount]);
  const target = await lookAtStream(dependencies, account, stream ?? row.stream, signal);
  return { ...placeOf(account, target), pauseJson: null };
}

/** Makes a change that was asked for, after everything that can be wrong with it was checked; `isApproved`: a second person agreed. */
export async function changeDestination(
  dependencies: Dependencies,
  { row, patch, isApproved, expectedVersion, signal }: { row: DestinationRow; patch: DestinationPatch; isApproved: boolean; expectedVersion: number | null; signal: AbortSignal },
): Promise<DestinationRow> {
  const options = patch.options === undefined ? undefined : destinationOptionsSchema.parse({ ...(JSON.parse(row.optionsJson) as object), ...patch.options });
  if (options !== undefined) await refuseOptionViolations(dependencies.store, row, options);
  const place = await moved(dependencies, row, patch, signal);
  if (!isApproved) demandApprovalOfSettings(row, place, options);
  const change: Change = {
    ...place,
    ...(patch.name !== undefined && { name: patch.name }),
    ...(patch.description !== undefined && { description: patch.description }),
    ...(patch.tags !== undefined && { tags: patch.tags }),
    ...(options !== undefined && { optionsJson: JSON.stringify(options) }),
  };
  return storeChange(dependencies, row.id, change, expectedVersion);
}
