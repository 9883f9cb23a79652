import { activationInputOf, type ActivationValues } from './activationForm.ts';
import { hidingTransforms } from './fieldWords.ts';
import { formatCount, formatPlural } from '../ui/format.ts';

/** Says in words what the form would do, for the review, and which segments everyone of is sent. `sentAlready`: segments no backfill is started for. */
export function reviewOf(
  values: ActivationValues,
  sentAlready: ReadonlySet<string>,
): { what: string; first: string; exits: string | null; personal: string; backfilled: string[] } {
  const attributes = values.attributes.filter(({ source }) => source.trim() !== '');
  const open = attributes.filter(({ transform }) => !hidingTransforms.has(transform)).map(({ source }) => source.trim());
  const backfilled = values.segments.filter(({ id, backfill }) => backfill && !sentAlready.has(id));
  const people = backfilled.reduce((sum, { size }) => sum + size, 0);
  const left = activationInputOf(values).removedSegments?.length ?? 0;
  const identities =
    values.identities.mode === 'all' ? 'all identities' : values.identities.namespaces.length === 0 ? 'no identity' : `identities ${values.identities.namespaces.join(', ')}`;
  return {
    backfilled: backfilled.map(({ id }) => id),
    what: `${formatPlural(values.segments.length, 'segment')}, ${formatPlural(attributes.length, 'attribute')}, ${identities}`,
    first:
      backfilled.length === 0
        ? 'Nobody at once; records begin with the next change'
        : `Up to ${formatCount(people)} people of ${formatPlural(backfilled.length, 'segment')}, at once`,
    exits: left === 0 ? null : `Everyone in ${formatPlural(left, 'segment')} you take away, once`,
    personal:
      open.length === 0 ? identities.charAt(0).toUpperCase() + identities.slice(1) : `${identities.charAt(0).toUpperCase() + identities.slice(1)}; readable: ${open.join(', ')}`,
  };
}
