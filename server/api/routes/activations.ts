import { destinationOptionsSchema } from '../../../shared/destination.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { ActivationError, fieldError } from '../../kit/errors.ts';
import { previewActivation } from '../../delivery/preview.ts';
import type { DestinationRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { refuseUnknownSegments, mappedSegments } from '../draftActivation.ts';
import { authorOf } from '../../access/sessions.ts';
import { outsideCall } from '../outsideCall.ts';
import { presentActivation } from '../present.ts';
import { notFound } from '../refusals.ts';
import { saveActivation } from '../saveActivation.ts';
import { definitionOf, openAccount } from '../../destinations/storedAccount.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'random' | 'liveEvents' | 'log'>;

export function activationRoutes(dependencies: Dependencies): Pick<Handlers, 'getActivation' | 'putActivation' | 'previewActivation'> {
  const { config, store, registry, secrets, clock, random, log } = dependencies;

  async function destinationOf(id: string): Promise<DestinationRow> {
    const row = await store.getDestination(id);
    if (row === null) throw notFound('destination');
    return row;
  }

  return {
    async getActivation({ params }) {
      const row = await store.getActivation(params.id);
      if (row === null) throw notFound((await store.getDestination(params.id)) === null ? 'destination' : 'activation');
      return presentActivation(row);
    },

    async putActivation({ params, body, caller, expectedVersion }) {
      await destinationOf(params.id);
      return saveActivation(dependencies, { destinationId: params.id, input: body, author: authorOf(caller), approvedBy: null, expectedVersion });
    },

    async previewActivation({ params, body, signal }) {
      const destination = await destinationOf(params.id);
      await refuseUnknownSegments(store, body.activation, 'activation.');
      const account = await store.getAccount(destination.accountId);
      const definition = definitionOf(registry, destination.type);
      const shards =
        account === null
          ? null
          : await outsideCall(clock, signal, (limit) =>
              definition.readShards(openAccount(secrets, account), destination.stream, config.operatorSettings[definition.type], limit),
            ).catch((thrown: unknown) => {
              // Without the permission to look, records are still shown, only not where they would lie.
              if (!(thrown instanceof ActivationError) || thrown.code === 'defect') log.warn({ error: thrown }, 'Shards could not be read for a preview');
              return null;
            });
      const preview = await previewActivation({
        store,
        destinationId: destination.id,
        activation: body.activation,
        segments: await mappedSegments(store, clock, await store.getActivation(destination.id), body.activation),
        options: destinationOptionsSchema.parse(JSON.parse(destination.optionsJson)),
        profileId: body.profileId ?? null,
        shards,
        maxRecordBytes: (JSON.parse(destination.targetJson) as StreamTarget).maxRecordBytes,
        random,
      });
      if (body.profileId !== undefined && preview.items.length === 0) throw fieldError('profileId', 'request_invalid', 'There is no profile with this id.');
      return preview;
    },
  };
}
