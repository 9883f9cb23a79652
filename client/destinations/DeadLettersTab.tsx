import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { DeadLetter } from '../../shared/delivery.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import { ExportMenu } from '../export/ExportMenu.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { ListToolbar } from '../ui/ListToolbar.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { usePages } from '../ui/usePages.ts';
import { DeadLetterDialog } from './DeadLetterDialog.tsx';
import { LetterActions } from './LetterActions.tsx';
import { endTextOf } from './letterFilter.ts';
import { LetterFilters } from './LetterFilters.tsx';
import { LetterRuns } from './LetterRuns.tsx';
import { deadLetterExport } from './outcomeExport.ts';
import { useLetterFilter } from './useLetterFilter.ts';

/** Names stand beneath each other, also those without a box. */
const withBox = style({ display: 'grid', gridTemplateColumns: [20, 'minmax(0, 1fr)'], columnGap: 8, alignItems: 'center' });

/** Changes that could not be delivered: filter them by person, reason and time, look into each, replay or discard them. */
export function DeadLettersTab({ destinationId }: { destinationId: string }) {
  const filter = useLetterFilter();
  const { query, state, isNarrow } = filter;
  const mayReplay = useMay('marketer');
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const list = { params: { id: destinationId }, query: { ...query, ...(state === 'all' ? {} : { state }) } };
  const pages = usePages('listDeadLetters', { ...list, refetchInterval: 10_000 });
  // What is not shown as open any more is not picked any more either: nobody acts on what they do not see.
  const pickable = new Set((pages.data ?? []).filter((letter) => letter.state === 'open').map(({ id }) => id));
  const shownPicked = new Set([...picked].filter((id) => pickable.has(id)));
  const pick = (id: string, isPicked: boolean): void => setPicked(isPicked ? new Set([...shownPicked, id]) : new Set([...shownPicked].filter((other) => other !== id)));

  const columns: readonly ListColumn<DeadLetter>[] = [
    {
      key: 'profile',
      label: 'Profile',
      cell: (letter) =>
        pickable.size === 0 || !mayReplay ? (
          <bdi>{letter.profileId}</bdi>
        ) : (
          <span className={withBox}>
            {letter.state === 'open' ? (
              <Checkbox aria-label={`Pick ${letter.profileId}`} isSelected={shownPicked.has(letter.id)} onChange={(isPicked) => pick(letter.id, isPicked)} />
            ) : (
              <span />
            )}
            <bdi>{letter.profileId}</bdi>
          </span>
        ),
    },
    { key: 'reason', label: 'Reason', cell: (letter) => errorCodes[letter.code].title },
    { key: 'attempts', label: 'Attempts', align: 'end', cell: (letter) => formatCount(letter.attempts.length) },
    { key: 'created', label: 'Since', cell: (letter) => <RelativeTime at={letter.createdAt} /> },
    ...(state === 'open' ? [] : [{ key: 'state', label: 'State', cell: (letter: DeadLetter) => endTextOf(letter) }]),
    {
      key: 'inspect',
      label: 'Actions',
      isLabelHidden: true,
      align: 'end',
      cell: (letter) => (
        <ActionButton size="S" aria-label={`Inspect ${letter.profileId}`} onPress={() => setShown(letter)}>
          Inspect
        </ActionButton>
      ),
    },
  ];

  return (
    <>
      <LetterRuns destinationId={destinationId} />
      <ListToolbar search={<LetterFilters filter={filter} />}>
        <ExportMenu what="dead letters" route="listDeadLetters" {...list} columns={deadLetterExport} isDisabled={(pages.data ?? []).length === 0} />
      </ListToolbar>
      {(state === 'open' || state === 'all') && <LetterActions destinationId={destinationId} query={query} picked={shownPicked} onDone={() => setPicked(new Set())} />}
      <QueryState query={pages} what="dead letters">
        {(rows) =>
          rows.length > 0 ? (
            <>
              {mayReplay && pickable.size > 1 && (
                <div className={style({ marginBottom: 8, paddingStart: { default: 4, md: 12 } })}>
                  <Checkbox
                    isSelected={shownPicked.size === pickable.size}
                    isIndeterminate={shownPicked.size > 0 && shownPicked.size < pickable.size}
                    onChange={(isPicked) => setPicked(isPicked ? pickable : new Set())}
                  >
                    Pick all shown
                  </Checkbox>
                </div>
              )}
              <ListTable label="Dead letters" columns={columns} rows={rows} keyOf={(letter) => letter.id} />
              <LoadMore pages={pages} one="dead letter" />
            </>
          ) : isNarrow || state !== 'open' ? (
            <EmptyState title="No dead letter matches" text="Look for another profile, or show every reason, time and state." />
          ) : (
            <EmptyState title="No open dead letters" text="A change that cannot be delivered is kept here with its reason, until it is replayed or discarded. There is none." />
          )
        }
      </QueryState>
      <DialogContainer onDismiss={() => setShown(null)}>{shown !== null && <DeadLetterDialog letter={shown} />}</DialogContainer>
    </>
  );
}
