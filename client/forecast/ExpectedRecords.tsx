import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { RouteBody } from '../../shared/api.ts';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { expectedWords } from './forecastWords.ts';
import { useForecast } from './useForecast.ts';

/** How many records a day follow from then on, and what that rests on. `body` null: it cannot be asked yet. */
export function ExpectedRecords({ destinationId, body }: { destinationId: string; body: RouteBody<'forecastActivation'> | null }) {
  const forecast = useForecast(destinationId, body);
  if (body === null) return <p className={style({ font: 'body-sm', margin: 0 })}>How many it will be shows here once the marked fields are filled in.</p>;
  if (forecast.isError) return <ProblemNotice error={forecast.error} onRetry={() => void forecast.refetch()} />;
  if (forecast.data === undefined) return <Loading what="the forecast" />;
  const { estimate, basis } = expectedWords(forecast.data.expected);
  return (
    <p className={style({ font: 'body', margin: 0 })}>
      {estimate} <span className={style({ font: 'body-sm', color: 'neutral-subdued' })}>{basis}</span>
    </p>
  );
}
