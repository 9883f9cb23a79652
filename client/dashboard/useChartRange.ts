import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { readRange, type ChartRange, type Span, type Stretch } from './chartRange.ts';

/** What the charts of a page show, kept in its address. */
export function useChartRange(): { range: ChartRange; showSpan: (span: Span) => void; showStretch: (stretch: Stretch) => void } {
  const [parameters, setParameters] = useSearchParams();
  const read = (name: string): string => parameters.get(name) ?? '';
  const write = useCallback(
    (values: Readonly<Record<string, string>>): void =>
      setParameters(
        (before) => {
          const next = new URLSearchParams(before);
          for (const name of ['period', 'from', 'to']) next.delete(name);
          for (const [name, value] of Object.entries(values)) next.set(name, value);
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParameters],
  );
  const showStretch = useCallback(({ from, to }: Stretch): void => write({ from: new Date(from).toISOString(), to: new Date(to).toISOString() }), [write]);
  return {
    range: readRange({ period: read('period'), from: read('from'), to: read('to') }),
    showSpan: (span) => write(span === 'hour' ? {} : { period: span }),
    showStretch,
  };
}
