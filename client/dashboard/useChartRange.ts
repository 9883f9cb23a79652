import { useCallback } from 'react';
import { useUrlParameters } from '../ui/useUrlParameters.ts';
import { readRange, type ChartRange, type Span, type Stretch } from './chartRange.ts';

/** What the charts of a page show, kept in its address. */
export function useChartRange(): { range: ChartRange; showSpan: (span: Span) => void; showStretch: (stretch: Stretch) => void } {
  const [parameters, change] = useUrlParameters();
  const read = (name: string): string => parameters.get(name) ?? '';
  const showStretch = useCallback(({ from, to }: Stretch): void => change({ period: '', from: new Date(from).toISOString(), to: new Date(to).toISOString() }), [change]);
  return {
    range: readRange({ period: read('period'), from: read('from'), to: read('to') }),
    showSpan: (span) => change({ period: span === 'hour' ? '' : span, from: '', to: '' }),
    showStretch,
  };
}
