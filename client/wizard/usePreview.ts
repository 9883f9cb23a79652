import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Preview } from '../../shared/activation.ts';
import { call } from '../api.ts';
import { useSettled } from '../ui/useSettled.ts';
import { activationInputOf, activationIssues, type ActivationValues } from './activationForm.ts';

/** Whether a finding is about the partition key, and so told beside that. */
export const isAboutKey = (field: string | null): boolean => field?.startsWith('partitionKey') ?? false;

/** The records an activation would send, made by the server from what is in the form, soon after each change. `isReady`: the form can be previewed. */
export function usePreview(destinationId: string, values: ActivationValues): { readonly isReady: boolean; readonly preview: UseQueryResult<Preview, Error> } {
  const body = JSON.stringify(activationInputOf(values));
  const settled = useSettled(body, 400);
  const isReady = activationIssues(values).size === 0;
  const preview = useQuery({
    queryKey: ['previewActivation', destinationId, settled],
    queryFn: ({ signal }) => call('previewActivation', { params: { id: destinationId }, body: { activation: activationInputOf(values) }, signal }),
    enabled: isReady && settled === body,
    placeholderData: (previous) => previous,
    retry: false,
  });
  return { isReady, preview };
}
