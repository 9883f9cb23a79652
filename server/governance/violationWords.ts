import type { Violation, ViolationPlace } from '../../shared/policy.ts';
import { useCaseTexts, type UseCase } from '../../shared/useCases.ts';
import type { PolicyRow } from '../store/policyStore.ts';

/** Places that one sentence names; the rest it counts. */
const namedMost = 3;

/** PURE. What to do, each by itself enough: leave data out, correct what the destination is used for, or ask. */
export function solutionsOf(policy: PolicyRow, uses: readonly UseCase[], where: readonly ViolationPlace[]): string[] {
  // One of the labels may stay where only their coming together is forbidden.
  const ways = policy.match === 'any' ? [where] : policy.labels.map((label) => where.filter(({ labels }) => labels.includes(label)));
  return [
    ...new Set(ways.map(leaveOut)),
    `If the records are not used for ${either(uses)}, take that use off the destination.`,
    // A token is nobody to ask.
    `Ask whoever keeps the policy to change it${policy.updatedBy.includes('@') ? `; ${policy.updatedBy} changed it last` : ''}.`,
  ];
}

function leaveOut(places: readonly ViolationPlace[]): string {
  const isKey = ({ field }: ViolationPlace): boolean => field.startsWith('partitionKey');
  const isUnpicked = ({ field }: ViolationPlace): boolean => field === 'segments';
  const others = places.filter((place) => !isKey(place) && !isUnpicked(place));
  return [
    ...(others.length === 0 ? [] : [`Leave out ${listed(others.map(wordsOf))}.`]),
    ...(places.some(isUnpicked) ? ['Switch on "Mapped segments only" for the destination, so that records leave out segments that are not picked.'] : []),
    ...(places.some(isKey) ? ['Choose another partition key.'] : []),
  ].join(' ');
}

function wordsOf({ kind, name, field }: ViolationPlace): string {
  if (field.startsWith('partitionKey')) return `the partition key ${name}`;
  return kind === 'segment' ? `the segment "${name}"` : kind === 'attribute' ? `the attribute ${name}` : `the identity ${name}`;
}

/** PURE. A violation in one sentence, for people who did not just type it. */
export function describeViolation({ policy, useCases, where }: Violation): string {
  const what = policy.match === 'any' ? 'this' : 'these together';
  return `The policy "${policy.name}" does not allow ${what} for ${either(useCases)}: ${listed(where.map(wordsOf))} (labelled ${listed(labelsOf(where))}).`;
}

/** PURE. One place of a violation, to be read beside the field it stands in. */
export function describePlace({ policy, useCases, where }: Violation, place: ViolationPlace): string {
  const others = labelsOf(where).filter((label) => !place.labels.includes(label));
  const why = policy.match === 'any' ? '' : others.length === 0 ? ', which may not come together' : `, which may not come together with ${listed(others)}`;
  return `The policy "${policy.name}" does not allow ${wordsOf(place)} for ${either(useCases)}: it is labelled ${listed(place.labels)}${why}.`;
}

const labelsOf = (places: readonly ViolationPlace[]): string[] => [...new Set(places.flatMap(({ labels }) => labels))];

const either = (uses: readonly UseCase[]): string => uses.map((useCase) => useCaseTexts[useCase].phrase).join(' or ');

/** PURE. "a, b and c", or the first few of many and how many more. */
function listed(words: readonly string[]): string {
  const shown = words.slice(0, words.length > namedMost + 1 ? namedMost : words.length);
  const more = words.length - shown.length;
  const parts = more === 0 ? shown : [...shown, `${more} more`];
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
