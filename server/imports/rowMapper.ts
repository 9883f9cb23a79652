import type { ColumnUse, ImportFormat, MappedColumn, RowError } from '../../shared/import.ts';
import { profileMaxBytes, type JsonObject, type MembershipStatus } from '../../shared/profile.ts';
import { isoTime } from '../kit/clock.ts';
import { nameOfType } from '../profiles/echo.ts';
import { checkProfile, tooLarge, type MembershipUpdate, type ProfileIssue, type ProfileUpdate } from '../profiles/parse.ts';
import { attributeValue, idText, identityText, isEmpty, statusOf, type Read } from './cellValue.ts';
import type { FileRow } from './fileRow.ts';

export type RowIssue = Pick<RowError, 'column' | 'code' | 'message'>;

/** What a row becomes. `profileId`: whom a broken row is about, null where that cannot be read. */
export type MappedRow = { readonly ok: true; readonly update: ProfileUpdate } | { readonly ok: false; readonly profileId: string | null; readonly issues: readonly RowIssue[] };

export type RowMapper = (row: FileRow) => MappedRow;

/** What all rows of one import have in common. */
export interface RowRules {
  readonly format: ImportFormat;
  /** Of the file. */
  readonly columns: readonly string[];
  /** Null: every row is a profile. */
  readonly mapping: readonly MappedColumn[] | null;
  readonly segmentId: string | null;
  /** Epoch milliseconds: the time of all memberships that have none of their own, so that a row that comes twice changes nothing. */
  readonly startedAt: number;
  /** Hashes identities. What is hashed is never refused, so that who only checks rows need not take the time. */
  readonly hash: (text: string) => string;
}

/** Segments of files are computed upstream, as those of `POST /api/profiles`. */
export const membershipNamespace = 'ups';

/** PURE. Rows → checked updates, by the rules of `POST /api/profiles`. Issues repeat no value: error reports outlive the file. */
export function createRowMapper(rules: RowRules): RowMapper {
  const map = rules.mapping === null ? profileMapper(rules) : columnMapper(rules, rules.mapping);
  return (row) => {
    if ('problem' in row) return broken([{ column: '', code: 'row_invalid', message: row.problem }]);
    if (row.bytes > profileMaxBytes) return broken([issueOf(tooLarge(row.bytes))]);
    return map(row.cells);
  };
}

const broken = (issues: readonly RowIssue[], profileId: string | null = null): MappedRow => ({ ok: false, profileId, issues });
const issueOf = ({ code, path, message }: ProfileIssue): RowIssue => ({ column: path, code, message });

/** Lines that are profiles: they join the segment unless they say otherwise themselves. */
function profileMapper({ segmentId, startedAt }: RowRules): (cells: readonly unknown[]) => MappedRow {
  const time = { epoch: startedAt, text: isoTime(startedAt) };
  return ([value]) => {
    const parsed = checkProfile(value, startedAt, nameOfType);
    if (!parsed.ok) return broken(parsed.issues.map(issueOf), readableId(value, parsed.issues));
    const sent = Object.entries(parsed.update.segmentMembership ?? {}).map(([namespace, memberships]) => [
      namespace,
      Object.fromEntries(Object.entries(memberships).map(([id, membership]) => [id, { ...membership, time: membership.time ?? time }])),
    ]);
    const segmentMembership = Object.fromEntries(sent) as Record<string, Record<string, MembershipUpdate>>;
    if (segmentId !== null && !Object.values(segmentMembership).some((memberships) => Object.hasOwn(memberships, segmentId)))
      segmentMembership[membershipNamespace] = { ...segmentMembership[membershipNamespace], [segmentId]: { status: 'realized', time } };
    return { ok: true, update: { ...parsed.update, segmentMembership } };
  };
}

/** A column that is used, and where. `names`: the way to an attribute. */
type Source = { readonly at: number; readonly column: string; readonly names: readonly string[] } & Exclude<ColumnUse, { use: 'ignore' }>;

/** Cells without a value change nothing. */
function columnMapper({ format, columns, segmentId, startedAt, hash }: RowRules, mapping: readonly MappedColumn[]): (cells: readonly unknown[]) => MappedRow {
  const sources = mapping.flatMap((mapped): Source[] =>
    mapped.use === 'ignore' ? [] : [{ ...mapped, at: columns.indexOf(mapped.column), names: mapped.use === 'attribute' ? mapped.path.split('.') : [] }],
  );
  // Checked and read for every row they would take a tenth of the time.
  const time = { epoch: startedAt, text: isoTime(startedAt) };
  const memberships: Record<MembershipStatus, ProfileUpdate['segmentMembership']> | null =
    segmentId === null
      ? null
      : { realized: { [membershipNamespace]: { [segmentId]: { status: 'realized', time } } }, exited: { [membershipNamespace]: { [segmentId]: { status: 'exited', time } } } };
  const readsText = format === 'csv';

  return (cells) => {
    const issues: RowIssue[] = [];
    const profile = { profileId: '', identityMap: {} as Record<string, { id: string }[]>, attributes: {} as JsonObject };
    let status: MembershipStatus = 'realized';
    /** What was read, or nothing where the cell is broken. */
    const take = <T>({ column }: Source, read: Read<T>): T | undefined => {
      if (read.ok) return read.value;
      issues.push({ column, code: 'row_invalid', message: read.message });
      return undefined;
    };
    for (const source of sources) {
      const cell = cells[source.at];
      if (source.use === 'profile_id') profile.profileId = isEmpty(cell) ? '' : (take(source, idText(cell)) ?? '');
      else if (source.use === 'status') status = take(source, statusOf(cell)) ?? status;
      else if (isEmpty(cell)) continue;
      else if (source.use === 'identity') {
        const id = take(source, identityText(cell, source, hash));
        if (id !== undefined) (profile.identityMap[source.namespace] ??= []).push({ id });
      } else {
        const value = take(source, attributeValue(cell, source.type, readsText));
        if (value !== undefined) setAt(profile.attributes, source.names, value);
      }
    }
    const parsed = checkProfile(profile, startedAt, nameOfType);
    if (!parsed.ok) issues.push(...parsed.issues.map((issue) => ({ ...issueOf(issue), column: columnOf(issue.path, sources) })));
    if (parsed.ok && issues.length === 0) return { ok: true, update: memberships === null ? parsed.update : { ...parsed.update, segmentMembership: memberships[status] ?? {} } };
    return broken(toldOnce(issues), parsed.ok ? profile.profileId : readableId(profile, parsed.issues));
  };
}

function setAt(object: JsonObject, path: readonly string[], value: JsonObject[string]): void {
  let inner = object;
  const last = path.length - 1;
  for (let at = 0; at < last; at += 1) inner = (inner[path[at] as string] ??= {}) as JsonObject;
  inner[path[last] as string] = value;
}

function readableId(value: unknown, issues: readonly ProfileIssue[]): string | null {
  if (typeof value !== 'object' || value === null || !('profileId' in value) || issues.some(({ path }) => path === 'profileId')) return null;
  return typeof value.profileId === 'string' ? value.profileId : null;
}

/** The column that filled a path of the profile; empty where it cannot be told. */
function columnOf(path: string, sources: readonly Source[]): string {
  const fills = (source: Source): boolean => {
    if (source.use === 'profile_id') return path === 'profileId';
    if (source.use === 'status') return false;
    const filled = source.use === 'identity' ? `identityMap.${source.namespace}` : `attributes.${source.path}`;
    return path === filled || path.startsWith(`${filled}.`);
  };
  return sources.find(fills)?.column ?? '';
}

/** What is wrong with a cell is told once: the cell says it better than the profile that lacks its value. */
function toldOnce(issues: readonly RowIssue[]): readonly RowIssue[] {
  const told = new Set(issues.filter(({ code }) => code === 'row_invalid').map(({ column }) => column));
  return issues.filter(({ column, code }) => code === 'row_invalid' || column === '' || !told.has(column));
}
