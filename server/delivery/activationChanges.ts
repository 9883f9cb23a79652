import { isDeepStrictEqual } from 'node:util';
import type { ActivationInput, AttributeMapping } from '../../shared/activation.ts';
import type { ActivationChange } from '../../shared/activationVersion.ts';

const targetOf = (mapping: AttributeMapping): string => mapping.target ?? mapping.source;
const triggers = ['membership', 'identity', 'attributes'] as const;

/** PURE. What differs between two activations, segments first. Order alone is no difference: it changes no record. `nameOf`: what people call a segment. */
export function changesBetween(before: ActivationInput, after: ActivationInput, nameOf: (segmentId: string) => string): ActivationChange[] {
  const changes: ActivationChange[] = [];
  const segment = (id: string, isAdded: boolean): ActivationChange => ({ part: 'segment', id, name: nameOf(id), isAdded });
  changes.push(...missingFrom(before, after).map((id) => segment(id, true)), ...missingFrom(after, before).map((id) => segment(id, false)));
  changes.push(...attributeChanges(before.attributes, after.attributes));
  const [was, is] = [before.identities.namespaces, after.identities.namespaces];
  if (!isDeepStrictEqual(sorted(was), sorted(is))) changes.push({ part: 'identities', before: was, after: is });
  if (!isDeepStrictEqual(before.partitionKey, after.partitionKey)) changes.push({ part: 'partition_key', before: before.partitionKey, after: after.partitionKey });
  for (const trigger of triggers) if (before.triggers[trigger] !== after.triggers[trigger]) changes.push({ part: 'trigger', trigger, isOn: after.triggers[trigger] });
  const [interval, newInterval] = [before.triggers.minIntervalSeconds, after.triggers.minIntervalSeconds];
  if (interval !== newInterval) changes.push({ part: 'interval', before: interval, after: newInterval });
  if (before.state !== after.state) changes.push({ part: 'state', after: after.state });
  return changes;
}

/** Segments of `other` that `activation` does not have. */
function missingFrom(activation: ActivationInput, other: ActivationInput): string[] {
  const known = new Set(activation.segments.map(({ id }) => id));
  return other.segments.flatMap(({ id }) => (known.has(id) ? [] : [id]));
}

const sorted = (namespaces: 'all' | readonly string[]): unknown => (namespaces === 'all' ? namespaces : namespaces.toSorted());

function attributeChanges(before: readonly AttributeMapping[], after: readonly AttributeMapping[]): ActivationChange[] {
  const [was, is] = [before, after].map((mappings) => new Map(mappings.map((mapping) => [targetOf(mapping), mapping]))) as [
    Map<string, AttributeMapping>,
    Map<string, AttributeMapping>,
  ];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((target): ActivationChange[] => {
    const [old, now] = [was.get(target) ?? null, is.get(target) ?? null];
    return isDeepStrictEqual(meaning(old), meaning(now)) ? [] : [{ part: 'attribute', target, before: old, after: now }];
  });
}

/** A mapping with what is left out filled in. */
const meaning = (mapping: AttributeMapping | null): unknown =>
  mapping === null ? null : { source: mapping.source, transform: mapping.transform ?? 'none', required: mapping.required ?? false };
