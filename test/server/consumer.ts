import type { StoredRecord } from '../fakes/streamState.ts';

/** What a consumer reads of a record with the envelope `cloudevents`. */
interface CloudEvent {
  /** The `exportId`. */
  readonly id: string;
  /** The profile. */
  readonly subject: string;
  readonly profileversion: string;
  readonly data: { readonly identityMap: { readonly ecid?: readonly { readonly id: string }[] } };
}

/** What a stream holds, as a consumer that drops what it has seen would see it. */
export interface Reading {
  readonly records: number;
  /** The first appearance of each event, in order of arrival. */
  readonly first: readonly CloudEvent[];
  /** `ecid` of each of them: the tests mark every change with one of its own. */
  readonly marks: ReadonlySet<string>;
  /** What breaks a promise, in words: empty when all hold. */
  readonly broken: readonly string[];
}

/**
 * Reads everything and checks what holds for any stream: a record comes twice only as the same bytes with the same id; no
 * two ids are for one change; and without the repeats every profile's versions only rise.
 */
export function readStream(stored: readonly StoredRecord[]): Reading {
  const broken: string[] = [];
  const bytesById = new Map<string, string>();
  const newest = new Map<string, string>();
  const first: CloudEvent[] = [];
  for (const { data } of stored) {
    const bytes = data.toString('utf8');
    const event = JSON.parse(bytes) as CloudEvent;
    const seen = bytesById.get(event.id);
    if (seen !== undefined) {
      if (seen !== bytes) broken.push(`${event.id} came again as something else`);
      continue;
    }
    bytesById.set(event.id, bytes);
    // Equal: one change under two ids. Smaller: it overtook another.
    if (event.profileversion <= (newest.get(event.subject) ?? '')) broken.push(`${event.subject}: ${event.profileversion} came after ${newest.get(event.subject)}`);
    newest.set(event.subject, event.profileversion);
    first.push(event);
  }
  const marks = new Set(first.flatMap(({ data }) => data.identityMap.ecid ?? []).map(({ id }) => id));
  return { records: stored.length, first, marks, broken };
}
