import type { Finding } from '../../shared/finding.ts';
import type { Profile } from '../../shared/profile.ts';
import type { DeliveryPlan, PlannedAttribute } from './plan.ts';
import { spreadFindings, type PlacedKey } from './spreadFindings.ts';
import { partitionKeyOf } from './partitionKey.ts';
import { valueAt } from './payload.ts';
import { applyTransform } from './transform.ts';

/** One person looked at: `isTooLarge`, their record is larger than the stream allows. */
export interface LookedAt {
  readonly profile: Profile;
  readonly isTooLarge: boolean;
}

/** Where records would lie; null where the shards could not be looked up. */
export type Shards = { readonly shardIds: readonly string[]; readonly shardOf: (partitionKey: string) => string } | null;

/** PURE. What is wrong, or worth knowing, with an activation as these people show; the mapping first, then the partition key. */
export function findingsOf(plan: DeliveryPlan, people: readonly LookedAt[], shards: Shards): Finding[] {
  if (people.length === 0) return [];
  const profiles = people.map(({ profile }) => profile);
  return [...plan.attributes.flatMap((attribute, index) => attributeFindings(attribute, index, profiles)), ...sizeFindings(people), ...keyFindings(plan, profiles, shards)];
}

function attributeFindings(attribute: PlannedAttribute, index: number, profiles: readonly Profile[]): Finding[] {
  const { source, sourcePath, transform, required } = attribute;
  const without = profiles.filter(({ attributes }) => valueAt(attributes, sourcePath) === undefined);
  const unfit = profiles.filter(({ attributes }) => {
    const value = valueAt(attributes, sourcePath);
    return value !== undefined && applyTransform(transform, value) === undefined;
  });
  const found = (kind: Finding['kind'], of: readonly Profile[], says: string, remedy: string): Finding[] =>
    of.length === 0 ? [] : [{ kind, field: `attributes.${index}.source`, message: `${some(of.length, profiles.length)} ${says}`, remedy, ...concerned(of) }];
  const fate = required ? 'they are left out' : 'their records go without it';
  return [
    ...(required
      ? found('value_missing', without, `${has(without.length)} no value at "${source}", which is required: they are left out.`, 'Correct the path, or do not require it.')
      : without.length === profiles.length
        ? found('value_absent', without, `${has(without.length)} no value at "${source}": no record carries it.`, 'Check the spelling of the path.')
        : []),
    ...found(
      'value_wrong_type',
      unfit,
      `${has(unfit.length)} an object at "${source}", which cannot be changed as chosen: ${fate}.`,
      'Pick a value inside of it, or send it as it is.',
    ),
  ];
}

function sizeFindings(people: readonly LookedAt[]): Finding[] {
  const large = people.filter(({ isTooLarge }) => isTooLarge).map(({ profile }) => profile);
  if (large.length === 0) return [];
  const message = `${some(large.length, people.length)} ${has(large.length)} a record that is larger than the stream allows: it is not sent, and becomes a dead letter.`;
  return [{ kind: 'record_too_large', field: null, message, remedy: 'Send fewer attributes; the sample names the largest.', ...concerned(large) }];
}

function keyFindings(plan: DeliveryPlan, profiles: readonly Profile[], shards: Shards): Finding[] {
  const { partitionKey: rule } = plan;
  // Random keys are even by themselves.
  if (rule.kind === 'random') return [];
  const made = profiles.map((profile) => ({ profile, result: partitionKeyOf(rule, profile, () => 0) }));
  const placed = made.flatMap(({ result }): PlacedKey[] => (result.ok ? [{ key: result.key, shardId: shards?.shardOf(result.key) ?? null }] : []));
  const which = (reason: 'missing' | 'length'): Profile[] => made.filter(({ result }) => !result.ok && result.reason === reason).map(({ profile }) => profile);
  const [missing, long] = [which('missing'), which('length')];
  const fellBack = made.filter(({ result }) => result.ok && result.fellBack).map(({ profile }) => profile);
  const field = rule.kind === 'identity' ? 'partitionKey.namespace' : rule.kind === 'attribute' ? 'partitionKey.source' : 'partitionKey.kind';
  const found = (kind: Finding['kind'], of: readonly Profile[], says: string, remedy: string): Finding[] =>
    of.length === 0 ? [] : [{ kind, field, message: `${some(of.length, profiles.length)} ${says}`, remedy, ...concerned(of) }];
  const unsent = 'nothing can be sent for them, and their changes become dead letters.';
  return [
    ...found(
      'key_missing',
      missing,
      `${has(missing.length)} no single value at "${rule.kind === 'attribute' ? rule.source : ''}" to be the key: ${unsent}`,
      'Pick an attribute everybody has, or the profile id.',
    ),
    ...found('key_too_long', long, `${has(long.length)} a key that is empty or longer than 256 characters: ${unsent}`, 'Pick one of 1 to 256 characters, or the profile id.'),
    ...found(
      'key_fell_back',
      fellBack,
      `${has(fellBack.length)} no identity "${rule.kind === 'identity' ? rule.namespace : ''}": their profile id is the key.`,
      'That is fine, unless readers of the stream need everybody under that identity.',
    ),
    ...spreadFindings(placed, shards?.shardIds ?? null, field),
  ];
}

/** "12 of 500 people looked at". */
function some(count: number, of: number): string {
  if (of === 1) return 'The one person looked at';
  return count === of ? `All ${of} people looked at` : `${count} of ${of} people looked at`;
}

const has = (count: number): string => (count === 1 ? 'has' : 'have');

const concerned = (profiles: readonly Profile[]): Pick<Finding, 'people' | 'profileId'> => ({ people: profiles.length, profileId: profiles[0]?.profileId ?? null });
