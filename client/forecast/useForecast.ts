import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { RouteBody } from '../../shared/api.ts';
import type { Forecast } from '../../shared/forecast.ts';
import { call } from '../api.ts';
import { useSettled } from '../ui/useSettled.ts';

/** The forecast of an activation, soon after each change of what is asked; whoever asks the same shares the answer. */
export function useForecast(destinationId: string, body: RouteBody<'forecastActivation'>): UseQueryResult<Forecast, Error> {
  const asked = JSON.stringify(body);
  const settled = useSettled(asked, 400);
  return useQuery({
    queryKey: ['forecastActivation', destinationId, settled],
    queryFn: ({ signal }) => call('forecastActivation', { params: { id: destinationId }, body, signal }),
    enabled: settled === asked,
    placeholderData: (previous) => previous,
    retry: false,
  });
}
