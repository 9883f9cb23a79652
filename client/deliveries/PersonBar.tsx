import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import { call, useApi } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { formatPlural } from '../ui/format.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { personSentence } from './personWords.ts';

const box = style({
  display: 'flex',
  flexDirection: 'column',
  gap: 4,
  font: 'ui',
  padding: 16,
  marginBottom: 16,
  borderRadius: 'lg',
  backgroundColor: 'layer-1',
  overflowWrap: 'anywhere',
});

/** What of a person does not go, beside what went: their dead letters, and what would become of their next change. */
export function PersonBar({ destinationId, profileId }: { destinationId: string; profileId: string }) {
  const open = useQuery({
    queryKey: ['countDeadLetters', destinationId, profileId],
    queryFn: ({ signal }) => call('countDeadLetters', { params: { id: destinationId }, body: { profileId }, signal }),
    refetchInterval: 10_000,
  });
  // Which segments a person is in is a value of theirs, which viewers do not see.
  const mayRead = useMay('marketer');
  const now = useApi('getPersonNow', { params: { id: destinationId, profileId }, enabled: mayRead, refetchInterval: 10_000 });
  const matched = open.data?.matched;
  return (
    <section aria-label="This person" className={box}>
      {now.data !== undefined && (
        <span>
          {personSentence(now.data)}
          {now.data.updatedAt !== null && (
            <>
              {' '}
              Last change <RelativeTime at={now.data.updatedAt} />.
            </>
          )}
        </span>
      )}
      <span>
        {matched === undefined ? '' : matched === 0 ? 'No open dead letters of this person. ' : `${formatPlural(matched, 'change')} of this person could not be delivered. `}
        <Link href={`/destinations/${destinationId}/dead-letters?profile=${encodeURIComponent(profileId)}&state=all`}>
          {matched === 0 ? 'Show earlier ones' : 'Show the dead letters of this person'}
        </Link>
      </span>
    </section>
  );
}
