import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { RouteBody } from '../../shared/api.ts';
import { Facts } from '../ui/Facts.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { forecastFacts } from './forecastWords.ts';
import { useForecast } from './useForecast.ts';

/** How much sending everyone would be and how long it takes. */
export function ForecastFacts({ destinationId, body }: { destinationId: string; body: RouteBody<'forecastActivation'> }) {
  const forecast = useForecast(destinationId, body);
  if (forecast.isError) return <ProblemNotice error={forecast.error} onRetry={() => void forecast.refetch()} />;
  if (forecast.data === undefined) return <Loading what="the forecast" />;
  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
      <Facts facts={forecastFacts(forecast.data)} />
      {forecast.data.warnings.length > 0 && (
        <InlineAlert variant="notice">
          <Heading level={3}>Before you send</Heading>
          <Content>{forecast.data.warnings.join(' ')}</Content>
        </InlineAlert>
      )}
    </div>
  );
}
