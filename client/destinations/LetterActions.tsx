import { Button } from '@react-spectrum/s2/Button';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RouteBody } from '../../shared/api.ts';
import { call, refresh } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { formatPlural } from '../ui/format.ts';
import type { LetterQuery } from './letterFilter.ts';
import { noticeFor } from './useDestinationActions.ts';

type Selection = RouteBody<'replayDeadLetters'>;
type Kind = 'replay' | 'discard';

/** What is about to be done, to how many, told before it is done. */
interface Question {
  readonly kind: Kind;
  readonly selection: Selection;
  readonly count: number;
}

const routesOf = { replay: 'replayDeadLetters', discard: 'discardDeadLetters' } as const;
const letters = (count: number): string => formatPlural(count, 'dead letter');

function textAfter(kind: Kind, matched: number): string {
  if (matched === 0) return 'None of them is open any more, so there is nothing to do.';
  return `${letters(matched)} ${matched === 1 ? 'is' : 'are'} being ${kind === 'replay' ? 'sent again' : 'discarded'}.`;
}

export interface LetterActionsProps {
  readonly destinationId: string;
  readonly query: LetterQuery;
  readonly picked: ReadonlySet<string>;
  readonly onDone: () => void;
}

/** Replays or discards what is picked, or else every open letter that the filter takes, however many pages that are. */
export function LetterActions({ destinationId, query, picked, onDone }: LetterActionsProps) {
  const client = useQueryClient();
  const mayReplay = useMay('marketer');
  const mayDiscard = useMay('admin');
  const [question, setQuestion] = useState<Question | null>(null);
  const count = useQuery({
    queryKey: ['countDeadLetters', destinationId, query],
    queryFn: ({ signal }) => call('countDeadLetters', { params: { id: destinationId }, body: query, signal }),
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  });
  const matched = count.data?.matched ?? 0;
  const isPicked = picked.size > 0;
  const ask = (kind: Kind): void => setQuestion({ kind, selection: isPicked ? { ids: [...picked] } : query, count: isPicked ? picked.size : matched });

  async function start({ kind, selection }: Question): Promise<void> {
    const answer = await call(routesOf[kind], { params: { id: destinationId }, body: selection });
    onDone();
    await refresh(client, 'listDeadLetters', 'countDeadLetters', 'listRuns');
    ToastQueue.positive(textAfter(kind, answer.matched), { timeout: noticeFor });
  }

  // Where there is none the list says so; a question that is asked stays.
  if (!isPicked && matched === 0 && question === null) return null;
  return (
    <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, marginBottom: 16 })}>
      <span role="status" className={style({ font: 'ui', fontVariantNumeric: 'tabular-nums', flexGrow: 1 })}>
        {isPicked ? `${letters(picked.size)} picked` : `${formatPlural(matched, 'open dead letter')} ${matched === 1 ? 'matches' : 'match'}`}
      </span>
      <div className={style({ display: 'flex', flexWrap: 'wrap', gap: 12 })}>
        {mayReplay && (
          <Button variant="secondary" size="M" onPress={() => ask('replay')}>
            {isPicked ? 'Replay picked' : 'Replay all that match'}
          </Button>
        )}
        {mayDiscard && (
          <Button variant="secondary" fillStyle="outline" size="M" onPress={() => ask('discard')}>
            {isPicked ? 'Discard picked' : 'Discard all that match'}
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={question !== null}
        onClose={() => setQuestion(null)}
        title={question === null ? '' : `${question.kind === 'replay' ? 'Replay' : 'Discard'} ${letters(question.count)}?`}
        action={question?.kind === 'discard' ? 'Discard' : 'Replay'}
        isDestructive={question?.kind === 'discard'}
        onConfirm={async () => {
          if (question !== null) await start(question);
        }}
      >
        {question?.kind === 'discard'
          ? 'These changes are given up: nothing is sent for them, and they cannot be replayed afterwards. Who discarded them and when stays on record.'
          : 'Each person is sent as they are now, once per dead letter. Who fails again gets a new dead letter; who is in none of the segments any more is left out. You can pause or cancel it.'}
      </ConfirmDialog>
    </div>
  );
}
