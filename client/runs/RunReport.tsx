import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Run } from '../../shared/delivery.ts';
import { call } from '../api.ts';
import { attemptsSentence, countsSentence } from '../dashboard/countsSentence.ts';
import { periodOf } from '../dashboard/chartRange.ts';
import { DeliveryChart } from '../dashboard/DeliveryChart.tsx';
import { detailSeries } from '../dashboard/detailSeries.ts';
import { pipelineOf } from '../dashboard/pipeline.ts';
import { PipelineBoxes } from '../dashboard/PipelineBoxes.tsx';
import { ReasonList } from '../dashboard/ReasonList.tsx';
import { bucketSeries } from '../dashboard/series.ts';
import { formatExact } from '../ui/format.ts';
import { Panel } from '../ui/Panel.tsx';
import { useNow } from '../ui/useNow.ts';
import { PrintedOutcomes } from './PrintedOutcomes.tsx';
import { RunFacts } from './RunFacts.tsx';
import { endOfRun } from './runSeries.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20 });
const sentence = style({ font: 'ui', margin: 0, marginTop: 12 });

/** Facts, counts that add up, throughput over time, reasons. */
export function RunReport({ run, isQueued }: { run: Run; isQueued: boolean }) {
  const now = useNow(5_000);
  const home = `/destinations/${run.destinationId}`;
  const end = endOfRun(run, now);
  const period = periodOf({ from: Date.parse(run.startedAt), to: end });
  const { data: metrics } = useQuery({
    queryKey: ['getRunMetrics', { id: run.id }, period.size],
    queryFn: ({ signal }) => call('getRunMetrics', { params: { id: run.id }, query: { step: period.size / 1_000 }, signal }),
    refetchInterval: run.endedAt === null ? 10_000 : false,
    placeholderData: keepPreviousData,
  });
  const points = metrics?.points ?? [];
  const series = bucketSeries(points, [], end, period);
  const details = detailSeries(series, points);
  const { counts, kind, progress } = run;
  const ofRun = `run=${encodeURIComponent(run.id)}`;
  const failedLink = `${home}/dead-letters?state=all&${ofRun}`;
  const attempts = attemptsSentence(counts);
  return (
    <div className={stack}>
      <Panel heading="The run">
        <RunFacts run={run} isQueued={isQueued} now={now} />
      </Panel>
      {kind === 'discard' ? (
        <p className={sentence}>A discard sends nothing: it closes dead letters, {progress?.done ?? 0} so far.</p>
      ) : (
        <>
          <section aria-label="Counts">
            <PipelineBoxes
              stages={pipelineOf(series, { pending: counts.pending, trend: [], unseen: 0 }, counts)}
              links={{ delivered: `${home}/deliveries?${ofRun}`, failed: failedLink, excluded: '#reasons' }}
            />
            <p className={sentence}>{countsSentence(counts)}</p>
            {attempts !== '' && <p className={sentence}>{attempts}</p>}
          </section>
          <div data-screen-only>
            <DeliveryChart series={details} size={period.size} hasLag={false} />
          </div>
          <PrintedOutcomes series={details} size={period.size} />
          <div id="reasons">
            <Panel heading="Why records were not delivered">
              <ReasonList reasons={run.reasons} destinationId={run.destinationId} failedLink={failedLink} runId={run.id} />
            </Panel>
          </div>
        </>
      )}
      <p data-print-only className={style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 })}>
        Counts as of {formatExact(now)}.
      </p>
    </div>
  );
}
