import type { ActivationInput } from '../../../shared/activation.ts';
import { destinationOptionsSchema } from '../../../shared/destination.ts';
import { newBackfill } from '../../delivery/newRun.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { ActivationError, fieldError } from '../../kit/errors.ts';
import { previewActivation } from '../../delivery/preview.ts';
import type { DestinationRow, RunRow } from '../../store/rows.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { documentOf, isSame, refuseUnknownSegments, mappedSegments, segmentsToBackfill } from '../draftActivation.ts';
import { outsideCall } from '../outsideCall.ts';
import { presentActivation } from '../present.ts';
import { notFound, versionStale } from '../refusals.ts';
import { definitionOf, openAccount } from '../../destinations/storedAccount.ts';

type Dependencies = Pick<ApiDependencies, 'config' | 'store' | 'registry' | 'secrets' | 'supervisor' | 'clock' | 'random' | 'liveEvents' | 'log'>;

/** How often an update without `If-Match` is tried again when another one came between. */
const putAttempts = 5;

export function activationRoutes(dependencies: Dependencies): Pick<Handlers, 'getActivation' | 'putActivation' | 'previewActivation'> {
  const { config, store, registry, secrets, supervisor, clock, random, liveEvents, log } = dependencies;

  async function destinationOf(id: string): Promise<DestinationRow> {
    const row = await store.getDestination(id);
    if (row === null) throw notFound('destination');
    return row;
  }

  /** One update of the version that was read; which segments are new is decided by that version and stored with it. */
  async function put(destinationId: string, input: ActivationInput, author: string, expectedVersion: number | null): Promise<{ written: boolean; backfill: RunRow | null }> {
    const before = await store.getActivation(destinationId);
    if (expectedVersion !== null && expectedVersion !== (before?.version ?? 0)) throw versionStale();
    if (before !== null && isSame(before, input)) return { written: true, backfill: null };
    const now = clock.now();
    const added = segmentsToBackfill(before, input);
    const backfill = added.length === 0 ? null : newBackfill({ destinationId, segmentIds: added, total: await store.countMembers(added), author, now });
    const written = await store.putActivation({
      destinationId,
      documentJson: JSON.stringify(documentOf(input)),
      state: input.state,
      segments: input.segments,
      author,
      at: now,
      expectedVersion: before?.version ?? 0,
      backfill,
    });
    if (written.ok) return { written: true, backfill };
    if (written.reason === 'not_found') throw notFound('destination');
    // A segment was deleted since it was looked up: said like any other segment that is not there.
    if (written.reason === 'segment_unknown') await refuseUnknownSegments(store, input);
    return { written: false, backfill: null };
  }

  return {
    async getActivation({ params }) {
      const row = await store.getActivation(params.id);
      if (row === null) throw notFound((await store.getDestination(params.id)) === null ? 'destination' : 'activation');
      return presentActivation(row, null);
    },

    async putActivation({ params, body, caller, expectedVersion }) {
      await destinationOf(params.id);
      await refuseUnknownSegments(store, body);
      let result = await put(params.id, body, caller.email ?? caller.owner, expectedVersion);
      for (let attempt = 1; !result.written && expectedVersion === null && attempt < putAttempts; attempt += 1) {
        result = await put(params.id, body, caller.email ?? caller.owner, null);
      }
      if (!result.written) throw versionStale();
      await supervisor.refresh(params.id);
      liveEvents.changed({ resource: 'activation', id: params.id });
      liveEvents.changed({ resource: 'destination', id: params.id });
      const row = await store.getActivation(params.id);
      if (row === null) throw notFound('activation');
      return presentActivation(row, result.backfill?.id ?? null);
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
