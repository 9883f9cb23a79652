import { useNow } from './useNow.ts';
import { formatExact, formatRelative } from './format.ts';

/** When something happened, "2 minutes ago", exact in the reader's zone and UTC on hover; `empty` where there is no time. The page's clock may be behind what just happened. */
export function RelativeTime({ at, empty = 'Never' }: { at: string | null; empty?: string }) {
  const now = useNow(15_000);
  if (at === null) return <>{empty}</>;
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(time)}>
      {formatRelative(Math.min(time, now), now)}
    </time>
  );
}
