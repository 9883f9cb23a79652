/** File imports → what answers hold. Values of rows are for those who may send profiles. */
import type { Import, ImportPreview, ImportStart, RowError } from '../../shared/import.ts';
import type { Role } from '../../shared/session.ts';
import { mayUse } from '../access/roles.ts';
import type { ImportProgressNow } from '../imports/sharedProgress.ts';
import { isoTime } from '../kit/clock.ts';
import type { ImportRow } from '../store/importStore.ts';

/** `progress`: of whoever works on it; null: nobody does. */
export function presentImport(row: ImportRow, progress: ImportProgressNow | null, role: Role): Import {
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
    progress: progress ?? storedProgress(row),
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

/** How far it was when it was last stored. */
function storedProgress(row: ImportRow): Import['progress'] {
  if (row.rows === null || row.state === 'completed') return null;
  return { done: row.done, total: row.rows, unit: 'rows', remainingSeconds: null, waiting: null };
}
