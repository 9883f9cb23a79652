import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { sumsSentence } from './sumsSentence.ts';

/** Seconds: the check of the last night is shown as it is, and a new one made only where there was none. */
const newEnough = 25 * 3_600;

/** One line: whether runs, minutes and single records count the same outcomes. */
export function CountsCheck({ destinationId }: { destinationId: string }) {
  const { data, error } = useQuery({
    queryKey: ['getSelfCheck', { id: destinationId }],
    queryFn: ({ signal }) => call('getSelfCheck', { params: { id: destinationId }, query: { maxAgeSeconds: newEnough }, signal }),
    staleTime: 60_000,
  });
  return (
    <p className={style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 })}>
      {data !== undefined ? (
        <>
          Counts checked <RelativeTime at={data.checkedAt} />: {sumsSentence(data)}
        </>
      ) : error !== null ? (
        'The counts could not be checked just now. Reload the page to try again.'
      ) : (
        'Checking the counts…'
      )}
    </p>
  );
}
