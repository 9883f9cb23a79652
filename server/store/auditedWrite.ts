import type { Asking } from './asking.ts';
import type { AuditIntent, AuditNote, ToldWrite } from './auditStore.ts';
import { differences } from './differences.ts';
import { tellingOf } from './tellings.ts';

const refusals: ReadonlySet<unknown> = new Set([false, 'not_found', 'taken', 'name_taken', 'destination_missing', 'channel_missing']);

/** Whether a write did what it was asked to; the store's refusals are values. */
function isDone(value: unknown): boolean {
  if (typeof value === 'object' && value !== null && 'ok' in value) return value.ok === true;
  return !refusals.has(value);
}

/** Makes a write, and says what there is to note of it: what was before and after. `note` is null where it refused. */
export function* auditedWrite(
  { subject, isEnd, ...origin }: AuditIntent,
  write: { readonly method: ToldWrite; readonly args: readonly unknown[] },
): Asking<{ readonly value: unknown; readonly note: AuditNote | null }> {
  const { kind, resourceId, look, replaced, by } = tellingOf(write.method, write.args);
  const was = typeof look === 'function' ? yield* look() : null;
  const value = yield write;
  if (!isDone(value)) return { value, note: null };
  const is = isEnd ? null : typeof look === 'function' ? yield* look() : look;
  const seen = is ?? was;
  const after = is && { ...is.state, ...replaced };
  const changed = was === null || after === null ? { before: was?.state ?? null, after } : differences(was.state, after);
  const note: AuditNote = {
    ...origin,
    ...by,
    ...(subject ?? { kind, resourceId, name: seen?.name ?? '', destinationId: seen?.destinationId ?? null }),
    result: 'done',
    code: null,
    beforeJson: changed.before && JSON.stringify(changed.before),
    afterJson: changed.after && JSON.stringify(changed.after),
  };
  return { value, note };
}
