import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { call } from '../api.ts';
import { formatPlural } from '../ui/format.ts';

/** What of a person did not go: the way to their dead letters. */
export function PersonBar({ destinationId, profileId }: { destinationId: string; profileId: string }) {
  const open = useQuery({
    queryKey: ['countDeadLetters', destinationId, profileId],
    queryFn: ({ signal }) => call('countDeadLetters', { params: { id: destinationId }, body: { profileId }, signal }),
    refetchInterval: 10_000,
  });
  const matched = open.data?.matched ?? 0;
  return (
    <p className={style({ font: 'ui', margin: 0, marginBottom: 16 })}>
      {open.data === undefined
        ? ''
        : matched === 0
          ? 'No change of this person waits as a dead letter. '
          : `${formatPlural(matched, 'change')} of this person could not be delivered. `}
      <Link href={`/destinations/${destinationId}/dead-letters?profile=${encodeURIComponent(profileId)}&state=all`}>Show the dead letters of this person</Link>
    </p>
  );
}
