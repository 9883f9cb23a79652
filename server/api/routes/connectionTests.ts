import type { AccountCheck, CheckResult } from '../../../shared/account.ts';
import { destinationOptionsSchema } from '../../../shared/destination.ts';
import { createCallAllowance } from '../../access/callAllowance.ts';
import type { Caller } from '../../access/sessions.ts';
import type { CheckOptions, StreamTarget } from '../../destinations/definition.ts';
import { differenceOf } from '../../delivery/streamWatch.ts';
import { accountCheck, definitionOf, openAccount } from '../../destinations/storedAccount.ts';
import { ActivationError, fieldError, toActivationError } from '../../kit/errors.ts';
import { sendTestRecord } from '../../publisher/testRecord.ts';
import type { AccountRow, DestinationRow } from '../../store/rows.ts';
import { unknownAccount } from '../chosenStream.ts';
import type { Context, Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { outsideCall } from '../outsideCall.ts';
import { knownDestination } from '../knownDestination.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'clock' | 'liveEvents'>;
type TestRoutes = Pick<Handlers, 'testAccount' | 'testStoredAccount' | 'testDestination' | 'testStoredDestination' | 'sendTestRecord'>;

/** Each test is several calls to AWS, which limits some of them to a handful a second for the whole AWS account. */
const testsPerMinute = 10;

/** Tests of accounts and destinations, saved or not. All of them together are limited per caller. */
export function connectionTestRoutes(dependencies: Dependencies, testAccount: Handlers['testAccount']): TestRoutes {
  const { config, store, registry, secrets, clock, liveEvents } = dependencies;
  const allowance = createCallAllowance({ store, clock, name: 'tests', perMinute: testsPerMinute });

  async function demandTurn({ owner }: Caller): Promise<void> {
    const wait = await allowance.take(owner);
    if (wait === 0) return;
    throw new ActivationError('too_many_requests', `Too many tests in a minute. Wait ${wait} seconds, then test again.`, { retryAfterSeconds: wait });
  }

  function check(account: AccountRow, stream: string, wanted: CheckOptions, signal: AbortSignal): Promise<CheckResult> {
    const definition = definitionOf(registry, account.type);
    return outsideCall(clock, signal, (limit) => definition.checkDestination(openAccount(secrets, account), stream, wanted, config.operatorSettings[definition.type], limit));
  }

  /** A destination and whose credentials it sends with. */
  async function read(id: string): Promise<{ destination: DestinationRow; account: AccountRow }> {
    const destination = await knownDestination(store, id);
    const account = await store.getAccount(destination.accountId);
    if (account === null) throw notFound('account');
    return { destination, account };
  }

  return {
    testAccount: async (context: Context<'testAccount'>) => {
      await demandTurn(context.caller);
      return testAccount(context);
    },

    async testStoredAccount({ params, caller, signal }) {
      const account = await store.getAccount(params.id);
      if (account === null) throw notFound('account');
      await demandTurn(caller);
      const definition = definitionOf(registry, account.type);
      const result = await outsideCall(clock, signal, (limit) => definition.checkAccount(openAccount(secrets, account), config.operatorSettings[definition.type], limit));
      await store.noteAccountCheck(account.id, account.sealed, JSON.stringify(checkOf(result, clock.now())));
      liveEvents.changed({ resource: 'account', id: account.id });
      return result;
    },

    async testDestination({ body, caller, signal }) {
      const account = await store.getAccount(body.accountId);
      if (account === null) throw refuseIssues([unknownAccount]);
      await demandTurn(caller);
      return check(account, body.stream, body, signal);
    },

    async testStoredDestination({ params, body, caller, signal }) {
      const { destination, account } = await read(params.id);
      await demandTurn(caller);
      const confirmed = JSON.parse(destination.targetJson) as StreamTarget;
      return check(account, destination.stream, { ...body, differenceOf: (seen) => differenceOf(confirmed, seen) }, signal);
    },

    async sendTestRecord({ params, caller, signal }) {
      const { destination, account } = await read(params.id);
      await demandTurn(caller);
      const definition = definitionOf(registry, destination.type);
      const settings = config.operatorSettings[definition.type];
      const open = openAccount(secrets, account);
      const target = JSON.parse(destination.targetJson) as StreamTarget;
      await outsideCall(clock, signal, (limit) => definition.verifyStream(open, target.name, settings, limit)).then((seen) => demandConfirmed(target, seen), unlessItMayNotLook);
      const { recordFormat } = destinationOptionsSchema.parse(JSON.parse(destination.optionsJson));
      const client = definition.createClient(open, target, settings, recordFormat);
      try {
        return await outsideCall(clock, signal, (limit) => sendTestRecord(client, clock, limit));
      } finally {
        client.close();
      }
    },
  };
}

/** What the pages show of the last try of an account's credentials. */
function checkOf({ ok, stages }: CheckResult, at: number): AccountCheck {
  const failed = ok ? undefined : stages.find(({ status }) => status === 'failed');
  if (failed?.code === undefined) return accountCheck(null, at);
  return accountCheck(new ActivationError(failed.code, failed.message ?? ''), at);
}

/** Nothing goes to a stream that only has the name of the confirmed one, not even a test. */
function demandConfirmed(confirmed: StreamTarget, seen: StreamTarget): void {
  const difference = differenceOf(confirmed, seen);
  if (difference !== null) throw fieldError('stream', 'stream_replaced', difference);
}

/** Credentials that may write but not look are sent with all the same, as deliveries are. */
function unlessItMayNotLook(thrown: unknown): void {
  if (toActivationError(thrown).code !== 'access_denied') throw thrown;
}
