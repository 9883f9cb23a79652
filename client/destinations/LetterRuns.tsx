import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { usePages } from '../ui/usePages.ts';
import { RunActions } from './RunActions.tsx';
import { RunProgress } from './RunProgress.tsx';
import { isQueued, runKindTexts } from './runWords.ts';

const box = style({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  justifyContent: 'space-between',
  columnGap: 24,
  rowGap: 8,
  padding: 16,
  marginBottom: 16,
  borderRadius: 'lg',
  backgroundColor: 'layer-1',
});

/** Replays and discards under way, with how far they are and ways to stop them. */
export function LetterRuns({ destinationId }: { destinationId: string }) {
  const runs = usePages('listRuns', { params: { id: destinationId }, refetchInterval: 2_000 }).data ?? [];
  return runs
    .filter(({ kind, endedAt }) => (kind === 'replay' || kind === 'discard') && endedAt === null)
    .map((run) => (
      <section key={run.id} aria-label={runKindTexts[run.kind]} className={box}>
        <b className={style({ font: 'ui', fontWeight: 'bold' })}>{runKindTexts[run.kind]}</b>
        <RunProgress run={run} isQueued={isQueued(run, runs)} />
        <RunActions run={run} />
      </section>
    ));
}
