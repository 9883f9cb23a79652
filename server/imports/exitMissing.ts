import type { Profile } from '../../shared/profile.ts';
import { isoTime } from '../kit/clock.ts';
import type { ParsedLine } from '../profiles/computeBatch.ts';
import { batchMaxLines, type Append } from '../profiles/ingest.ts';
import type { MembershipUpdate } from '../profiles/parse.ts';
import type { ImportProgress } from '../store/importStore.ts';
import type { ProfileRow } from '../store/rows.ts';
import { patiently, type ImportJob } from './importJob.ts';

/** Members looked at before the checkpoint moves on, or fewer where their profiles are large. */
const pageMembers = batchMaxLines;

/** Takes everybody out of the segment who is not in the file, in the order of their ids. Who qualified anew since the import began stays. */
export async function exitMissing(job: ImportJob, segmentId: string): Promise<void> {
  const { row, store, ingest, startedAt, signal } = job;
  const live = job.begin({ unit: 'members', done: row.lookedAt, total: row.members ?? 0 });
  let progress: ImportProgress = row;
  for (;;) {
    signal.throwIfAborted();
    const page = await patiently(job, live, () => store.readMissingMembers(row.id, segmentId, progress.lastMember, pageMembers));
    if (page.lookedAt === 0) return;
    const lines = page.missing.map((profile, index) => exitOf(profile, index, segmentId, startedAt));
    const before = progress;
    const append: Append = async (writes, { changed }) => {
      progress = { ...before, lookedAt: before.lookedAt + page.lookedAt, lastMember: page.last, exited: before.exited + changed };
      const appended = await job.append(writes, { id: row.id, progress, segment: null, profileIds: [] });
      if (appended === 'segment_gone') throw new Error('No segment had to be there.');
      return appended;
    };
    await patiently(job, live, () => ingest.accept(lines, { append }));
    live.done = progress.lookedAt;
  }
}

/** PURE. The update by which somebody leaves a segment in every namespace that has them in it. */
function exitOf({ profileId, documentJson }: ProfileRow, index: number, segmentId: string, startedAt: number): ParsedLine {
  const { segmentMembership } = JSON.parse(documentJson) as Omit<Profile, 'profileId'>;
  const left: MembershipUpdate = { status: 'exited', time: { epoch: startedAt, text: isoTime(startedAt) } };
  const namespaces = Object.keys(segmentMembership).filter((namespace) => segmentMembership[namespace]?.[segmentId]?.status === 'realized');
  const update = { profileId, segmentMembership: Object.fromEntries(namespaces.map((namespace) => [namespace, { [segmentId]: left }])) };
  return { index, bytes: documentJson.length, update };
}
