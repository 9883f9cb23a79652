import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ActivationInput } from '../../shared/activation.ts';
import type { Violation } from '../../shared/policy.ts';
import { call } from '../api.ts';
import { useSettled } from '../ui/useSettled.ts';

/** The policies an activation would break, asked soon after each change; `activation` is null while it cannot be checked. The server decides again when it is saved. */
export function usePolicyCheck(destinationId: string, activation: ActivationInput | null): UseQueryResult<{ violations: Violation[] }, Error> {
  const asked = JSON.stringify(activation);
  const settled = useSettled(asked, 400);
  return useQuery({
    queryKey: ['checkActivationPolicies', destinationId, settled],
    queryFn: ({ signal }) => call('checkActivationPolicies', { params: { id: destinationId }, body: JSON.parse(settled) as ActivationInput, signal }),
    enabled: activation !== null && settled === asked,
    // What holds for the draft before stands until the answer is there, unless there is nothing to ask.
    placeholderData: (previous) => (activation === null ? undefined : previous),
    retry: false,
    // Others change policies and labels meanwhile.
    staleTime: 0,
  });
}
