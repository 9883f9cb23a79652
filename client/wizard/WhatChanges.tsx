import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { Comparison } from '../destinations/Comparison.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useSettled } from '../ui/useSettled.ts';
import { activationInputOf, activationIssues, type ActivationValues } from './activationForm.ts';

/** What saving the form would change of what is sent now: in words, and in the records of some people. */
export function WhatChanges({ destinationId, values }: { destinationId: string; values: ActivationValues }) {
  const asked = JSON.stringify(activationInputOf(values));
  const settled = useSettled(asked, 400);
  const isReady = activationIssues(values).size === 0;
  const comparison = useQuery({
    queryKey: ['compareActivation', destinationId, 'draft', settled],
    queryFn: ({ signal }) => call('compareActivation', { params: { id: destinationId }, body: { activation: activationInputOf(values) }, signal }),
    enabled: isReady && settled === asked,
    placeholderData: (previous) => previous,
    retry: false,
    // Others save, too, and people change meanwhile.
    staleTime: 0,
  });
  if (!isReady) return <p className={style({ font: 'body-sm', margin: 0 })}>What changes shows here once the marked fields are filled in.</p>;
  if (comparison.isError) return <ProblemNotice error={comparison.error} onRetry={() => void comparison.refetch()} />;
  return comparison.data === undefined ? <Loading what="what changes" /> : <Comparison {...comparison.data} />;
}
