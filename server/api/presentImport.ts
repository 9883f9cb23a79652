/** File imports → what answers hold. Values of rows are for those who may send profiles. */
import type { Import, ImportPreview, ImportStart, RowError } from '../../shared/import.ts';
import type { Role } from '../../shared/session.ts';
import { mayUse } from '../access/roles.ts';
import { remainingMs, type LiveProgress } from '../imports/importJob.ts';
import { isoTime } from '../kit/clock.ts';
import type { ImportRow } from '../store/importStore.ts';

/** `live`: what this process is doing with it, null: nothing; `now` by the monotonic clock. */
export function presentImport(row: ImportRow, live: LiveProgress | null, now: number, role: Role): Import {
  const seesValues = mayUse(role, 'ingest');
  const settings = row.settingsJson === null ? null : (JSON.parse(row.settingsJson) as ImportStart);
  const { rows, changed, unchanged, rejected, exited } = row;
  return {
    id: row.id,
    fileName: row.fileName,
    format: row.format,
    bytes: row.bytes,
    state: row.state,
    preview: seesValues && row.previewJson !== null ? (JSON.parse(row.previewJson) as ImportPreview) : null,
    segment: segmentOf(settings),
    mode: settings?.mode ?? null,
    progress: progressOf(row, live, now),
    counts: { rows: rows ?? 0, changed, unchanged, rejected, exited },
    errors: seesValues ? (JSON.parse(row.errorsJson) as RowError[]) : [],
    problem: row.problemJson === null ? null : (JSON.parse(row.problemJson) as Import['problem']),
    hasFile: row.hasFile,
    author: row.author,
    createdAt: isoTime(row.createdAt),
    startedAt: row.startedAt === null ? null : isoTime(row.startedAt),
    endedAt: row.endedAt === null ? null : isoTime(row.endedAt),
  };
}

function segmentOf(settings: ImportStart | null): Import['segment'] {
  const segment = settings?.segment ?? null;
  return segment === null ? null : { id: segment.id, name: segment.name ?? segment.id };
}

function progressOf(row: ImportRow, live: LiveProgress | null, now: number): Import['progress'] {
  if (live !== null && (row.state === 'checking' || row.state === 'importing' || row.state === 'exiting')) {
    const { done, total, unit, waiting } = live;
    const milliseconds = remainingMs(live, now);
    return { done: Math.min(done, total), total, unit, remainingSeconds: milliseconds === null ? null : Math.ceil(milliseconds / 1_000), waiting };
  }
  if (row.rows === null || row.state === 'completed') return null;
  return { done: row.done, total: row.rows, unit: 'rows', remainingSeconds: null, waiting: null };
}
