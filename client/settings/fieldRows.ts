import { isInside } from '../../shared/attributePath.ts';
import type { FieldLabels } from '../../shared/labels.ts';
import type { ProfileField, ProfileFields } from '../../shared/profileFields.ts';

/** One field of the table of labels. */
export interface FieldRow {
  readonly kind: 'attribute' | 'identity';
  /** Path of the attribute, or namespace of the identity. */
  readonly name: string;
  readonly labels: readonly string[];
  /** Labels of objects it lies in, each with the object. */
  readonly inherited: readonly { readonly label: string; readonly from: string }[];
  /** Share of the people looked at who have it; null where nobody was looked at, or it is an object that holds other fields. */
  readonly filled: number | null;
  readonly version: number;
}

const nameOf = (field: FieldLabels): string => (field.kind === 'attribute' ? field.path : field.namespace);

/** PURE. Every field that profiles hold or that has labels, attributes first, by name. `held`: what profiles hold; undefined while that is not known. */
export function fieldRows(labelled: readonly FieldLabels[], held: ProfileFields | undefined): FieldRow[] {
  return [...rowsOf('attribute', labelled, held?.attributes ?? []), ...rowsOf('identity', labelled, held?.identities ?? [])];
}

function rowsOf(kind: FieldRow['kind'], labelled: readonly FieldLabels[], held: readonly ProfileField[]): FieldRow[] {
  const own = new Map(labelled.flatMap((field) => (field.kind === kind ? [[nameOf(field), field] as const] : [])));
  const filled = new Map(held.map((field) => [field.path, field.filled]));
  const names = new Set([...filled.keys(), ...[...own].flatMap(([name, { labels }]) => (labels.length === 0 ? [] : [name]))]);
  return [...names].toSorted().map((name) => ({
    kind,
    name,
    labels: own.get(name)?.labels ?? [],
    inherited: kind === 'identity' ? [] : [...own].flatMap(([from, { labels }]) => (from !== name && isInside(name, from) ? labels.map((label) => ({ label, from })) : [])),
    filled: filled.get(name) ?? null,
    version: own.get(name)?.version ?? 0,
  }));
}

/** PURE. Objects that hold the attributes: a label on one covers all in it. */
export function objectsOf(held: ProfileFields | undefined): string[] {
  const parents = (held?.attributes ?? []).flatMap(({ path }) => {
    const names = path.split('.');
    return names.slice(1).map((_, depth) => names.slice(0, depth + 1).join('.'));
  });
  return [...new Set(parents)].toSorted();
}

/** PURE. The version a field was read in; 0 for one that never had labels. */
export const versionOf = (labelled: readonly FieldLabels[], kind: FieldRow['kind'], name: string): number =>
  labelled.find((field) => field.kind === kind && nameOf(field) === name)?.version ?? 0;
