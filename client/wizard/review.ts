import { transformLabels } from '../../shared/activation.ts';
import type { ProfileFields } from '../../shared/profileFields.ts';
import { formatCount, formatPlural } from '../ui/format.ts';
import { activationInputOf, type ActivationValues } from './activationForm.ts';
import { hidingTransforms, personalTexts } from './fieldWords.ts';

/** Names written out before the rest is counted. */
const mostNames = 8;

/** "VIP, Newsletter and 3 more"; `total` counts those that are not among the names, too. */
export function listed(names: readonly string[], total: number, none: string): string {
  if (names.length === 0) return none;
  const shown = names.slice(0, mostNames);
  return total > shown.length ? `${shown.join(', ')} and ${formatCount(total - shown.length)} more` : shown.join(', ');
}

/** Says in words what the form would do, for the review, and which segments everyone of is sent. `mapped`: segments that are sent already, which no backfill is started for. `known`: what people hold. */
export function reviewOf(values: ActivationValues, mapped: Pick<ReadonlySet<string>, 'has'>, known: ProfileFields | undefined) {
  const attributes = values.attributes.filter(({ source }) => source.trim() !== '');
  const backfilled = values.segments.filter(({ id, backfill }) => backfill && !mapped.has(id));
  const people = backfilled.reduce((sum, { size }) => sum + size, 0);
  const left = activationInputOf(values).removedSegments?.length ?? 0;
  const { mode, namespaces } = values.identities;
  return {
    backfilled: backfilled.map(({ id }) => id),
    attributes: listed(attributes.map(attributeText), attributes.length, 'None'),
    identities: mode === 'all' ? 'All a person has' : listed(namespaces, namespaces.length, 'None'),
    first:
      values.segments.length === 0
        ? 'Nothing yet: no segment is picked'
        : backfilled.length === 0
          ? 'Nobody at once; records begin with the next change'
          : `Up to ${formatPlural(people, 'person', 'people')} of ${formatPlural(backfilled.length, 'segment')}, at once`,
    exits: left === 0 ? null : `Everyone in ${formatPlural(left, 'segment')} you remove, once`,
    personal: personalOf(values, known),
  };
}

function attributeText({ source, target, transform }: ActivationValues['attributes'][number]): string {
  const [from, to] = [source.trim(), target.trim()];
  return `${from}${to === '' || to === from ? '' : ` as ${to}`}${transform === 'none' ? '' : ` (${transformLabels[transform]})`}`;
}

/** What of it says who somebody is, as far as a sample shows: what leaves readable first. The partition key does, whatever the record holds. */
function personalOf({ attributes, identities, partitionKey: key }: ActivationValues, known: ProfileFields | undefined): string {
  if (known === undefined) return 'Not known yet: nobody was looked at';
  const sent = known.identities.filter(({ path }) => identities.mode === 'all' || identities.namespaces.includes(path)).map((field) => ({ field, isHidden: false, use: '' }));
  const mapped = attributes.flatMap(({ source, transform }) => {
    const path = source.trim();
    return known.attributes
      .filter((field) => field.path === path || field.path.startsWith(`${path}.`))
      .map((field) => ({ field, isHidden: hidingTransforms.has(transform), use: '' }));
  });
  const keyFields =
    key.kind === 'identity'
      ? known.identities.filter(({ path }) => path === key.namespace.trim())
      : key.kind === 'attribute'
        ? known.attributes.filter(({ path }) => path === key.source.trim())
        : [];
  const keyed = keyFields.map((field) => ({ field, isHidden: false, use: ', as the partition key' }));
  const named = (isHidden: boolean): string[] =>
    [...sent, ...mapped, ...keyed].flatMap(({ field: { path, personal }, use, ...one }) =>
      personal === null || one.isHidden !== isHidden ? [] : [`${path} (${personalTexts[personal]}${use})`],
    );
  const [readable, hidden] = [named(false), named(true)];
  const parts = [
    ...(readable.length > 0 ? [`Readable: ${listed(readable, readable.length, '')}`] : []),
    ...(hidden.length > 0 ? [`Hashed or masked: ${listed(hidden, hidden.length, '')}`] : []),
  ];
  return parts.length > 0 ? `${parts.join('. ')}.` : `None that shows in ${formatPlural(known.sampled, 'person', 'people')} looked at.`;
}
