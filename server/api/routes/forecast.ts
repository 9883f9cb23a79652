import { destinationOptionsSchema } from '../../../shared/destination.ts';
import { forecastBackfill } from '../../delivery/forecast.ts';
import { planDelivery } from '../../delivery/plan.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { definitionOf, openAccount } from '../../destinations/storedAccount.ts';
import { ActivationError } from '../../kit/errors.ts';
import type { PartitionMap, StreamClient } from '../../publisher/streamClient.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { documentOf, inputOf, mappedSegments, refuseUnknownSegments, segmentsToBackfill } from '../draftActivation.ts';
import { outsideCall } from '../outsideCall.ts';
import { knownDestination } from '../knownDestination.ts';
import { notFound } from '../refusals.ts';
import { refuseIssues } from '../validate.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'clock' | 'random' | 'log'>;

export function forecastRoutes({ config, store, registry, secrets, clock, random, log }: Dependencies): Pick<Handlers, 'forecastActivation'> {
  /** Null where they cannot be looked up: the rest of a forecast is still worth something. */
  async function readPartitions(client: StreamClient, hangUp: AbortSignal): Promise<PartitionMap | null> {
    try {
      return await outsideCall(clock, hangUp, (signal) => client.readPartitions(signal));
    } catch (thrown) {
      if (!(thrown instanceof ActivationError) || thrown.code === 'defect') log.warn({ error: thrown }, 'Partitions could not be read for a forecast');
      return null;
    }
  }

  function refuseForeignSegments(segmentIds: readonly string[], own: ReadonlySet<string>): void {
    const issues = segmentIds.flatMap((id, index) =>
      own.has(id) ? [] : [{ path: `segmentIds.${index}`, code: 'segment_unknown' as const, message: 'The activation does not have this segment. Add it first.' }],
    );
    if (issues.length > 0) throw refuseIssues(issues);
  }

  return {
    async forecastActivation({ params, body, signal }) {
      const destination = await knownDestination(store, params.id);
      const before = await store.getActivation(params.id);
      if (body.activation === undefined && before === null) throw notFound('activation');
      const input = body.activation ?? inputOf(before as NonNullable<typeof before>);
      await refuseUnknownSegments(store, input, 'activation.');
      const own = new Set(input.segments.map(({ id }) => id));
      refuseForeignSegments(body.segmentIds ?? [], own);
      const segmentIds = body.segmentIds ?? (body.activation === undefined ? [...own] : segmentsToBackfill(before, input));
      const account = await store.getAccount(destination.accountId);
      if (account === null) throw new Error(`Destination ${destination.id} has no account.`);
      const definition = definitionOf(registry, destination.type);
      const options = destinationOptionsSchema.parse(JSON.parse(destination.optionsJson));
      const target = JSON.parse(destination.targetJson) as StreamTarget;
      const client = definition.createClient(openAccount(secrets, account), target, config.operatorSettings[definition.type], options.recordFormat);
      try {
        const plan = planDelivery(destination.id, documentOf(input), await mappedSegments(store, clock, before, input), options);
        return await forecastBackfill({ store, plan, segmentIds, client, partitions: await readPartitions(client, signal), random, now: clock.now() });
      } finally {
        client.close();
      }
    },
  };
}
