import type { Activation, ActivationInput } from '../../shared/activation.ts';
import { newBackfill, newExits } from '../delivery/newRun.ts';
import type { DestinationRow, RunRow } from '../store/rows.ts';
import { demandApprovalOfActivation } from './approval.ts';
import type { ApiDependencies } from './dependencies.ts';
import { documentOf, isSame, refuseUnknownSegments, segmentsToBackfill, segmentsToExit } from './draftActivation.ts';
import { refuseViolations } from './policyChecks.ts';
import { presentActivation } from './present.ts';
import { notFound, versionStale } from './refusals.ts';

type Dependencies = Pick<ApiDependencies, 'store' | 'supervisor' | 'clock' | 'liveEvents'>;

interface Save {
  readonly destinationId: string;
  readonly input: ActivationInput;
  readonly author: string;
  /** Who else agreed; null where nobody did. */
  readonly approvedBy: string | null;
  /** Null: whatever version there is. */
  readonly expectedVersion: number | null;
}

/** How often an update without `If-Match` is tried again when another one came between. */
const attempts = 5;

/** Makes an activation the newest version, lets delivery take it up, and starts the backfill and the exits it asks for. Throws `policy_violated` where it may not be sent, `approval_required` where a second person has to look at it first, and `version_stale` where another change came between. */
export async function saveActivation(dependencies: Dependencies, save: Save): Promise<Activation> {
  const { store, supervisor, liveEvents } = dependencies;
  const { destinationId, input, expectedVersion } = save;
  await refuseUnknownSegments(store, input);
  const destination = await store.getDestination(destinationId);
  if (destination === null) throw notFound('destination');
  await refuseViolations(store, destination, input);
  let result = await put(dependencies, destination, save);
  for (let attempt = 1; !result.written && expectedVersion === null && attempt < attempts; attempt += 1) result = await put(dependencies, destination, save);
  if (!result.written) throw versionStale();
  await supervisor.refresh(destinationId);
  liveEvents.changed({ resource: 'activation', id: destinationId });
  liveEvents.changed({ resource: 'destination', id: destinationId });
  const row = await store.getActivation(destinationId);
  if (row === null) throw notFound('activation');
  return presentActivation(row, result.runs);
}

/** One update of the version that was read; which segments are new is decided by that version and stored with it. */
async function put(
  { store, clock }: Dependencies,
  destination: DestinationRow,
  { destinationId, input, author, approvedBy, expectedVersion }: Save,
): Promise<{ written: boolean; runs: readonly RunRow[] }> {
  const before = await store.getActivation(destinationId);
  if (expectedVersion !== null && expectedVersion !== (before?.version ?? 0)) throw versionStale();
  if (before !== null && isSame(before, input)) return { written: true, runs: [] };
  if (approvedBy === null) demandApprovalOfActivation(destination, before, input);
  const now = clock.now();
  const started = async (start: typeof newBackfill, segmentIds: readonly string[]): Promise<RunRow[]> =>
    segmentIds.length === 0 ? [] : [start({ destinationId, segmentIds, total: await store.countMembers(segmentIds), author, now })];
  const runs = [...(await started(newExits, segmentsToExit(before, input))), ...(await started(newBackfill, segmentsToBackfill(before, input)))];
  const written = await store.putActivation({
    destinationId,
    documentJson: JSON.stringify(documentOf(input)),
    state: input.state,
    segments: input.segments,
    author,
    approvedBy,
    at: now,
    expectedVersion: before?.version ?? 0,
    runs,
  });
  if (written.ok) return { written: true, runs };
  if (written.reason === 'not_found') throw notFound('destination');
  // A segment was deleted since it was looked up: said like any other segment that is not there.
  if (written.reason === 'segment_unknown') await refuseUnknownSegments(store, input);
  return { written: false, runs: [] };
}
