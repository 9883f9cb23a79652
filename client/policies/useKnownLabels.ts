import { labelKey, suggestedLabels } from '../../shared/labels.ts';
import { useApi } from '../api.ts';
import type { Suggestion } from '../ui/suggestions.ts';

/** Labels to pick from: a small vocabulary with what each is for, and those that fields and policies have already. */
export function useKnownLabels(): Suggestion[] {
  const fields = useApi('listFieldLabels').data?.items ?? [];
  const policies = useApi('listPolicies', { query: { limit: 500 } }).data?.items ?? [];
  const suggested = suggestedLabels.map(({ label, help }) => ({ value: label, label, detail: help }));
  const taken = new Set<string>(suggestedLabels.map(({ label }) => labelKey(label)));
  const used = [...fields, ...policies].flatMap(({ labels }) => labels);
  const others = used.flatMap((label): Suggestion[] => {
    if (taken.has(labelKey(label))) return [];
    taken.add(labelKey(label));
    return [{ value: label, label }];
  });
  return [...suggested, ...others];
}
