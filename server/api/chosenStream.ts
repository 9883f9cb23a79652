import type { DestinationInput } from '../../shared/destination.ts';
import { cleanPasted } from '../../shared/fieldSpec.ts';
import type { Issue } from '../../shared/problem.ts';
import type { StreamTarget } from '../destinations/definition.ts';
import { definitionOf, openAccount } from '../destinations/storedAccount.ts';
import { fieldError } from '../kit/errors.ts';
import type { AccountRow, DestinationRow } from '../store/rows.ts';
import type { ApiDependencies } from './dependencies.ts';
import { outsideCall } from './outsideCall.ts';
import { refuseIssues } from './validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'clock'>;
type Lookup = Pick<Dependencies, 'store' | 'registry'>;

export const unknownAccount: Issue = { path: 'accountId', code: 'request_invalid', message: 'There is no such account. Choose another, or connect one first.' };
const otherType: Issue = { path: 'accountId', code: 'request_invalid', message: 'That account is for another kind of destination. Choose one of the same kind.' };

type Place = Partial<Record<keyof DestinationInput, unknown>>;
const placeIn = (body: unknown): Place => (typeof body === 'object' && body !== null ? body : {});

/** What account and stream of a body say, even where its other fields are wrong, so that every problem is told at once. */
export async function destinationIssues({ store, registry }: Lookup, body: unknown): Promise<readonly Issue[]> {
  const { accountId, stream } = placeIn(body);
  if (typeof accountId !== 'string' || accountId === '') return [];
  const account = await store.getAccount(accountId);
  if (account === null) return [unknownAccount];
  if (typeof stream !== 'string') return [];
  const parsed = definitionOf(registry, account.type).parseStream(stream, account.region);
  return parsed.ok ? [] : parsed.issues;
}

/** The same for a change of a stored destination, whose account stays where the body names none. */
export async function destinationPatchIssues(lookup: Lookup, id: string, body: unknown): Promise<readonly Issue[]> {
  const { accountId, stream } = placeIn(body);
  const row = accountId === undefined && stream === undefined ? null : await lookup.store.getDestination(id);
  if (row === null) return [];
  const account = typeof accountId === 'string' ? await lookup.store.getAccount(accountId) : null;
  if (account !== null && account.type !== row.type) return [otherType];
  return destinationIssues(lookup, { accountId: accountId ?? row.accountId, stream });
}

/** The stream as it is now, looked at with the account's credentials. Throws what keeps it from being sent to, at its field. */
export async function lookAtStream(dependencies: Dependencies, account: AccountRow, stream: string, signal: AbortSignal): Promise<StreamTarget> {
  const { config, registry, secrets, clock } = dependencies;
  const definition = definitionOf(registry, account.type);
  const name = definition.parseStream(stream, account.region);
  if (!name.ok) throw refuseIssues(name.issues);
  const target = await outsideCall(clock, signal, (limit) => definition.verifyStream(openAccount(secrets, account), name.value, config.operatorSettings[definition.type], limit));
  // Only the name is sent; a stream of the same name in the account of the key is another stream.
  const typed = cleanPasted(stream);
  if (typed.startsWith('arn:') && target.arn !== null && target.arn !== typed) {
    throw fieldError('stream', 'stream_not_found', `That ARN belongs to another AWS account. This account would send to ${target.arn}.`);
  }
  return target;
}

/** Where a destination sends to, as the store keeps it: all of it together, so that two changes at once cannot mix. */
export const placeOf = (account: AccountRow, target: StreamTarget): Pick<DestinationRow, 'accountId' | 'stream' | 'region' | 'targetJson'> => ({
  accountId: account.id,
  stream: target.name,
  region: account.region,
  targetJson: JSON.stringify(target),
});
