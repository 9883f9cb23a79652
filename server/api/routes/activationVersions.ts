import type { ActivationVersion, Comparison } from '../../../shared/activationVersion.ts';
import { destinationOptionsSchema } from '../../../shared/destination.ts';
import { authorOf } from '../../access/sessions.ts';
import { changesBetween } from '../../delivery/activationChanges.ts';
import { breakingChanges } from '../../delivery/breakingChanges.ts';
import { compareRecords } from '../../delivery/comparison.ts';
import { planDelivery } from '../../delivery/plan.ts';
import { recordSchema } from '../../delivery/recordSchema.ts';
import type { StreamTarget } from '../../destinations/definition.ts';
import { isoTime } from '../../kit/clock.ts';
import type { Handlers } from '../context.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { inputOf, mappedSegments, refuseUnknownSegments } from '../draftActivation.ts';
import { knownDestination } from '../knownDestination.ts';
import { notFound, versionStale } from '../refusals.ts';
import { restoredInput, storedVersion } from '../restoredInput.ts';
import { saveActivation } from '../saveActivation.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'random' | 'liveEvents'>;

/** What people call the segments of these versions. */
function namesOf(versions: readonly { readonly segments: readonly { readonly id: string; readonly name: string }[] }[]): (segmentId: string) => string {
  const names = new Map(versions.flatMap(({ segments }) => segments.map(({ id, name }) => [id, name])));
  return (segmentId) => names.get(segmentId) ?? segmentId;
}

export function activationVersionRoutes(dependencies: Dependencies): Pick<Handlers, 'listActivationVersions' | 'compareActivation' | 'restoreActivation' | 'getRecordSchema'> {
  const { store, clock, random } = dependencies;

  async function currentOf(destinationId: string) {
    const row = await store.getActivation(destinationId);
    if (row === null) throw notFound('activation');
    return row;
  }

  return {
    async listActivationVersions({ params, query }) {
      await knownDestination(store, params.id);
      const newest = (await store.getActivation(params.id))?.version ?? 0;
      const page = await store.listActivationVersions(params.id, { limit: query.limit, cursor: query.cursor ?? null });
      const oldest = page.items.at(-1);
      const earlier = oldest === undefined ? null : await store.getActivationVersion(params.id, oldest.version - 1);
      const rows = earlier === null ? page.items : [...page.items, earlier];
      const nameOf = namesOf(rows);
      const items = page.items.map((row, index): ActivationVersion => {
        const before = rows[index + 1];
        const changes = before === undefined ? [] : changesBetween(inputOf(before), inputOf(row), nameOf);
        return {
          version: row.version,
          author: row.author,
          approvedBy: row.approvedBy,
          createdAt: isoTime(row.createdAt),
          isCurrent: row.version === newest,
          changes,
          breaking: breakingChanges(changes),
        };
      });
      return { items, nextCursor: page.nextCursor };
    },

    async compareActivation({ params, body }): Promise<Comparison> {
      const destination = await knownDestination(store, params.id);
      const current = await currentOf(params.id);
      const from = body.version === undefined ? current : await storedVersion(store, params.id, body.version);
      if (body.activation !== undefined) await refuseUnknownSegments(store, body.activation, 'activation.');
      const [before, after] = [inputOf(from), body.activation ?? inputOf(current)];
      const [was, is] = await Promise.all([before, after].map((activation) => mappedSegments(store, clock, current, activation)));
      const samples = await compareRecords({
        store,
        destinationId: destination.id,
        before: { activation: before, segments: was ?? [] },
        after: { activation: after, segments: is ?? [] },
        options: destinationOptionsSchema.parse(JSON.parse(destination.optionsJson)),
        maxRecordBytes: (JSON.parse(destination.targetJson) as StreamTarget).maxRecordBytes,
        random,
      });
      const changes = changesBetween(before, after, namesOf([from, current, { segments: is ?? [] }]));
      return { changes, breaking: breakingChanges(changes), samples };
    },

    async getRecordSchema({ params, query }) {
      const destination = await knownDestination(store, params.id);
      const current = await currentOf(params.id);
      const version = query.version ?? current.version;
      const activation = inputOf(await storedVersion(store, params.id, version));
      const options = destinationOptionsSchema.parse(JSON.parse(destination.optionsJson));
      return recordSchema(planDelivery(params.id, activation, await mappedSegments(store, clock, current, activation), options), version);
    },

    async restoreActivation({ params, body, caller, expectedVersion }) {
      await knownDestination(store, params.id);
      const current = await currentOf(params.id);
      if (expectedVersion !== null && expectedVersion !== current.version) throw versionStale();
      const input = await restoredInput(store, current, Number(params.version), body.backfill);
      return saveActivation(dependencies, { destinationId: params.id, input, author: authorOf(caller), approvedBy: null, expectedVersion: current.version });
    },
  };
}
