import type { ReadBack } from '../../../shared/readBack.ts';
import { createCallAllowance } from '../../access/callAllowance.ts';
import { authorOf } from '../../access/sessions.ts';
import type { FoundRecord, StreamTarget } from '../../destinations/definition.ts';
import { definitionOf, openAccount } from '../../destinations/storedAccount.ts';
import { isoTime } from '../../kit/clock.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { outsideCall } from '../outsideCall.ts';
import { presentRecord } from '../presentRecord.ts';
import { shownTo } from '../presentSample.ts';
import { knownDestination } from '../knownDestination.ts';
import { notFound } from '../refusals.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'clock' | 'log'>;

/** A shard answers five reads a second, for all who read it together, and its consumers come first. */
const readsPerMinute = 20;

/** Reading a delivered record back from where it lies. */
export function readBackRoutes({ config, store, registry, secrets, clock, log }: Dependencies): Pick<Handlers, 'readBackDelivery'> {
  const allowance = createCallAllowance({ store, clock, name: 'read-back', perMinute: readsPerMinute });
  return {
    async readBackDelivery({ params, body, caller, signal }): Promise<ReadBack> {
      const destination = await knownDestination(store, params.id);
      const delivery = await store.findDelivery({
        destinationId: destination.id,
        exportId: params.exportId,
        profileId: body.profileId,
        deliveredAt: Date.parse(body.deliveredAt),
      });
      if (delivery === null) throw notFound('delivery');
      const account = await store.getAccount(destination.accountId);
      if (account === null) throw notFound('account');
      const wait = await allowance.take(caller.owner);
      if (wait > 0)
        throw new ActivationError('too_many_requests', `Too many records were read back in a minute. Wait ${wait} seconds, then try again.`, { retryAfterSeconds: wait });
      const definition = definitionOf(registry, destination.type);
      if (definition.readRecord === undefined) return none('unreadable', 'Records of this kind of destination cannot be read back.');
      const { name } = JSON.parse(destination.targetJson) as StreamTarget;
      try {
        const found = await outsideCall(
          clock,
          signal,
          async (limit) => definition.readRecord?.(openAccount(secrets, account), name, delivery, config.operatorSettings[definition.type], limit) ?? { kind: 'unseen' as const },
        );
        if (found.kind !== 'found') return absent(found, name);
        log.info({ destinationId: destination.id, exportId: delivery.exportId, author: authorOf(caller) }, 'A delivered record was read back');
        const { arrivedAt, packedWith } = found;
        const record = { ...presentRecord(Buffer.from(found.data).toString('utf8'), shownTo[caller.role]), arrivedAt: arrivedAt === null ? null : isoTime(arrivedAt), packedWith };
        return { outcome: 'found', message: foundText(packedWith), record };
      } catch (thrown) {
        if (!(thrown instanceof ActivationError) || thrown.code !== 'access_denied') throw thrown;
        return none('denied', `${thrown.message} Ask your AWS administrator for it; the page of the account shows the permissions as text.`);
      }
    },
  };
}

const none = (outcome: ReadBack['outcome'], message: string): ReadBack => ({ outcome, message, record: null });

const foundText = (packedWith: number): string =>
  packedWith === 0
    ? 'The record is in the stream, at this place.'
    : `The record is in the stream, packed together with ${packedWith} other ${packedWith === 1 ? 'record' : 'records'}. A consumer has to unpack it (KPL aggregation).`;

/** Why nothing was found, in words. */
function absent(found: Exclude<FoundRecord, { kind: 'found' }>, stream: string): ReadBack {
  switch (found.kind) {
    case 'gone': {
      const kept = found.retentionHours === null ? 'as long as its retention says' : `for ${found.retentionHours} hours`;
      return none('gone', `It was delivered, and is no longer there: the stream keeps records ${kept}. Whoever read it in time has it.`);
    }
    case 'foreign':
      return none(
        'foreign',
        `It was delivered, but not to the stream that ${JSON.stringify(stream)} is now. The destination sent to another stream then, or the stream was made anew.`,
      );
    case 'unseen':
      return none('unseen', 'AWS took the record, and nothing is to be seen there yet. Try again in a few seconds.');
  }
}
