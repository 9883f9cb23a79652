import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { Comparison } from '../destinations/Comparison.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useSettled } from '../ui/useSettled.ts';
import { activationInputOf, type ActivationValues } from './activationForm.ts';
import { missingText } from './missing.ts';

/** What saving the form would change of what is sent now: in words, and in the records of some people. */
export function WhatChanges({ destinationId, values }: { destinationId: string; values: ActivationValues }) {
  const asked = JSON.stringify(activationInputOf(values));
  const settled = useSettled(asked, 400);
  const missing = missingText(values, 'what changes');
  const comparison = useQuery({
    queryKey: ['compareActivation', destinationId, 'draft', settled],
    queryFn: ({ signal }) => call('compareActivation', { params: { id: destinationId }, body: { activation: activationInputOf(values) }, signal }),
    enabled: missing === null && settled === asked,
    placeholderData: (previous) => previous,
    retry: false,
    // Others save, too, and people change meanwhile.
    staleTime: 0,
  });
  if (missing !== null) return <p className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>{missing}</p>;
  if (comparison.isError) return <ProblemNotice error={comparison.error} onRetry={() => void comparison.refetch()} />;
  return comparison.data === undefined ? <Loading what="what changes" /> : <Comparison {...comparison.data} />;
}
