import { formatExact } from '../ui/format.ts';
import { useNow } from '../ui/useNow.ts';
import { hourText } from './runWords.ts';

/** The hour that a run of live changes counts. It is one of the clock, so it may have begun before the destination did. */
export function RunHour({ startedAt }: { startedAt: string }) {
  const now = useNow(15_000);
  const time = Date.parse(startedAt);
  return (
    <time dateTime={startedAt} title={formatExact(time)}>
      {hourText(time, now)}
    </time>
  );
}
