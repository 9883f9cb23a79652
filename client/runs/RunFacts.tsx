import type { Run } from '../../shared/delivery.ts';
import { durationOf } from '../dashboard/estimate.ts';
import { RunHour } from '../destinations/RunHour.tsx';
import { RunProgress } from '../destinations/RunProgress.tsx';
import { personText } from '../destinations/runWords.ts';
import { Facts } from '../ui/Facts.tsx';
import { formatBytes, formatCount, formatDuration, formatExact, formatPlural } from '../ui/format.ts';
import { speedOf } from './runSeries.ts';

const exact = (at: string) => <time dateTime={at}>{formatExact(Date.parse(at))}</time>;

function latencyText({ p50, p95, p99 }: Run['latencyMs']): string {
  if (p50 === null || p95 === null || p99 === null) return '–';
  return `half within ${formatDuration(p50)}, 95% within ${formatDuration(p95)}, 99% within ${formatDuration(p99)}`;
}

/** How many there are was counted at the start; a run that is complete has been through all that were still there. */
function doneText(state: Run['state'], { done, total }: NonNullable<Run['progress']>, isOfPeople: boolean): string {
  const plural = (count: number): string => (isOfPeople ? formatPlural(count, 'person', 'people') : formatPlural(count, 'dead letter'));
  return state === 'completed' ? `All: ${plural(done)}` : `${formatCount(done)} of ${plural(total)}`;
}

/** What a run is and was: times exact, since it is printed and kept. */
export function RunFacts({ run, isQueued, now }: { run: Run; isQueued: boolean; now: number }) {
  const duration = durationOf(run, now);
  const speed = speedOf(run.counts.activated, duration);
  const { progress, kind } = run;
  const isOfPeople = kind === 'backfill' || kind === 'exits';
  return (
    <Facts
      facts={[
        ['State', <RunProgress key="state" run={run} isQueued={isQueued} />],
        ...(progress === null ? [] : [['Done', doneText(run.state, progress, isOfPeople)] as const]),
        ...(kind === 'streaming'
          ? ([
              ['Hour', <RunHour key="hour" startedAt={run.startedAt} />],
              ['Started by', 'Nobody: changes of profiles are counted by the hour'],
            ] as const)
          : ([
              ['Started', exact(run.startedAt)],
              ['Started by', run.startedBy === null ? '–' : personText(run.startedBy)],
              ['Ended', run.endedAt === null ? 'Not yet' : exact(run.endedAt)],
              ['Duration', formatDuration(duration)],
            ] as const)),
        ['Speed', speed === null ? '–' : `${speed < 10 ? speed.toFixed(1) : formatCount(Math.round(speed))} records a second on average`],
        ['Sent', formatBytes(run.bytes)],
        ['Accepted to delivered', latencyText(run.latencyMs)],
        ['Run id', run.id],
      ]}
    />
  );
}
