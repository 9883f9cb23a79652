import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { RouteBody } from '../../shared/api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { expectedWords } from './forecastWords.ts';
import { useForecast } from './useForecast.ts';

/** How many records a day follow from then on, and what that rests on. */
export function ExpectedRecords({ destinationId, body }: { destinationId: string; body: RouteBody<'forecastActivation'> }) {
  const forecast = useForecast(destinationId, body);
  if (forecast.isError) return <ProblemNotice error={forecast.error} onRetry={() => void forecast.refetch()} />;
  if (forecast.data === undefined) return <Loading what="the forecast" />;
  const { estimate, basis } = expectedWords(forecast.data.expected);
  return (
    <p className={style({ font: 'ui', margin: 0 })}>
      {estimate} <span className={style({ color: 'neutral-subdued' })}>{basis}</span>
    </p>
  );
}
