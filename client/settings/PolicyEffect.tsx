import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQuery } from '@tanstack/react-query';
import type { PolicyInput } from '../../shared/policy.ts';
import { call } from '../api.ts';
import { policySentence } from '../policies/policyWords.ts';
import { formatPlural } from '../ui/format.ts';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useSettled } from '../ui/useSettled.ts';

/** A draft in one sentence, and which destinations would break it as they are now. */
export function PolicyEffect({ draft }: { draft: PolicyInput }) {
  const { labels, match, useCases, enabled } = draft;
  const isReady = labels.length > 0 && useCases.length > 0;
  const asked = JSON.stringify({ name: 'Draft', labels, match, useCases });
  const settled = useSettled(asked, 400);
  const effect = useQuery({
    queryKey: ['previewPolicy', settled],
    queryFn: ({ signal }) => call('previewPolicy', { body: JSON.parse(settled) as PolicyInput, signal }),
    enabled: isReady && settled === asked,
    placeholderData: (previous) => previous,
    retry: false,
    staleTime: 0,
  });
  if (!isReady) return null;
  return (
    <section aria-label="What it does" className={style({ padding: 16, borderRadius: 'lg', backgroundColor: 'layer-1', font: 'ui', overflowWrap: 'anywhere' })}>
      <p className={style({ margin: 0, fontWeight: 'bold' })}>{policySentence(draft)}</p>
      {effect.isError ? (
        <ProblemNotice error={effect.error} onRetry={() => void effect.refetch()} />
      ) : (
        effect.data !== undefined && (
          <div role="status">
            <p className={style({ marginTop: 8, marginBottom: 0 })}>
              {effect.data.brokenBy.length === 0
                ? 'No destination breaks it now.'
                : `${formatPlural(effect.data.brokenBy.length, 'destination')} ${effect.data.brokenBy.length === 1 ? 'breaks' : 'break'} it now${enabled ? ' and will pause' : ''}: ${effect.data.brokenBy.map(({ name }) => name).join(', ')}.`}
            </p>
            {effect.data.withoutUse > 0 && (
              <p className={style({ marginTop: 4, marginBottom: 0, color: 'neutral-subdued' })}>
                {formatPlural(effect.data.withoutUse, 'destination')} {effect.data.withoutUse === 1 ? 'names' : 'name'} no use, so no policy concerns{' '}
                {effect.data.withoutUse === 1 ? 'it' : 'them'}.
              </p>
            )}
          </div>
        )
      )}
    </section>
  );
}
