import type { PolicyInput } from '../../shared/policy.ts';
import { useCaseTexts } from '../../shared/useCases.ts';

const joined = (words: readonly string[], by: 'and' | 'or'): string => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${by} ${words.at(-1)}`);

/** A policy in one sentence. */
export function policySentence({ labels, match, useCases }: Pick<PolicyInput, 'labels' | 'match' | 'useCases'>): string {
  const uses = joined(
    useCases.map((useCase) => useCaseTexts[useCase].phrase),
    'or',
  );
  const isTogether = match === 'all' && labels.length > 1;
  return `Data labelled ${joined(labels, isTogether ? 'and' : 'or')} may not ${isTogether ? 'come together' : 'be used'} for ${uses}.`;
}
