import type { ActivationInput } from '../../shared/activation.ts';
import { isInside, pathsOverlap } from '../../shared/attributePath.ts';
import type { DestinationOptions } from '../../shared/destination.ts';
import type { ViolationPlace } from '../../shared/policy.ts';
import type { GovernanceRows } from '../store/policyStore.ts';

/** All that policies look at: what a destination sends, and what for. */
export interface GovernedActivation extends Pick<ActivationInput, 'attributes' | 'identities' | 'partitionKey'> {
  readonly segmentIds: readonly string[];
  readonly options: Pick<DestinationOptions, 'useCases' | 'mappedSegmentsOnly'>;
}

type Labelled = Pick<GovernanceRows, 'fields' | 'segments'>;

/**
 * PURE. Everything an activation sends that has labels, with all of them. A transform changes nothing: what is hashed or
 * masked is still data about that person. The partition key counts as sent, since readers see it.
 */
export function labelledPlaces(activation: GovernedActivation, { fields, segments }: Labelled): ViolationPlace[] {
  return [...segmentPlaces(activation, segments), ...attributePlaces(activation, fields), ...identityPlaces(activation, fields)];
}

/** Records can tell of every segment a person is in, not only of those that are picked. */
function segmentPlaces({ segmentIds, options }: GovernedActivation, segments: Labelled['segments']): ViolationPlace[] {
  const picked = new Map(segmentIds.map((id, index) => [id, index]));
  return segments.flatMap(({ id, name, labels }): ViolationPlace[] => {
    const index = picked.get(id);
    if (index === undefined && options.mappedSegmentsOnly) return [];
    return [{ kind: 'segment', id, name, labels: [...labels], field: index === undefined ? 'segments' : `segments.${index}.id` }];
  });
}

function attributePlaces({ attributes, partitionKey }: GovernedActivation, fields: Labelled['fields']): ViolationPlace[] {
  const sources = attributes.map(({ source }, index) => ({ source, field: `attributes.${index}.source` }));
  if (partitionKey.kind === 'attribute') sources.push({ source: partitionKey.source, field: 'partitionKey.source' });
  return sources.flatMap(({ source, field }): ViolationPlace[] => {
    const own = fields.filter(({ kind, name }) => kind === 'attribute' && pathsOverlap(name, source));
    const inside = own.flatMap(({ name }) => (name !== source && isInside(name, source) ? [name] : []));
    return placeOf({ kind: 'attribute', id: source, name: inside.length === 0 ? source : `${source} (with ${inside.join(', ')} in it)`, field }, own);
  });
}

function identityPlaces({ identities, partitionKey }: GovernedActivation, fields: Labelled['fields']): ViolationPlace[] {
  const labelled = fields.filter(({ kind }) => kind === 'identity');
  const { namespaces } = identities;
  const sent = labelled.filter(({ name }) => namespaces === 'all' || namespaces.includes(name));
  const places = sent.flatMap((field) => placeOf({ kind: 'identity', id: field.name, name: field.name, field: 'identities.namespaces' }, [field]));
  if (partitionKey.kind !== 'identity') return places;
  const { namespace } = partitionKey;
  const key = labelled.filter(({ name }) => name === namespace);
  return [...places, ...placeOf({ kind: 'identity', id: namespace, name: namespace, field: 'partitionKey.namespace' }, key)];
}

const placeOf = (place: Omit<ViolationPlace, 'labels'>, fields: Labelled['fields']): ViolationPlace[] =>
  fields.length === 0 ? [] : [{ ...place, labels: [...new Set(fields.flatMap(({ labels }) => labels))] }];
