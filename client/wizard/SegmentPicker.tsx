import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState, type Ref, type ComponentRef } from 'react';
import type { Segment } from '../../shared/segment.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { DataTable } from '../ui/DataTable.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { formatCount, formatPlural, formatShare } from '../ui/format.ts';
import { namespaceLabel } from '../segments/namespaceLabel.ts';
import type { PickedSegment } from './activationForm.ts';
import { useSettled } from '../ui/useSettled.ts';
import { PickedSegments } from './PickedSegments.tsx';
import { useSegments } from './useSegments.ts';

export interface SegmentPickerProps {
  readonly picked: readonly PickedSegment[];
  readonly onChange: (picked: PickedSegment[]) => void;
  /** Segments this destination sends already, by id, and whether everyone in them was sent when they were added. They are not sent again by saving. */
  readonly mapped: ReadonlyMap<string, boolean>;
  readonly errorMessage: string | undefined;
  readonly searchRef: Ref<ComponentRef<typeof SearchField>>;
}

/** "E-mail 98%, Phone 40%": the namespaces most people of the segment have, at most three. */
function coverageText(segment: Segment): string {
  const namespaces = Object.entries(segment.identityCoverage).sort(([, one], [, other]) => other - one);
  const named = namespaces.slice(0, 3).map(([namespace, people]) => `${namespaceLabel(namespace)} ${formatShare(people, segment.size)}`);
  return named.length === 0 ? '–' : named.join(', ') + (namespaces.length > 3 ? `, ${namespaces.length - 3} more` : '');
}

/** Picks segments from a table with search; for each, whether everyone who is in it now is sent too. */
export function SegmentPicker({ picked, onChange, mapped, errorMessage, searchRef }: SegmentPickerProps) {
  const [typed, setTyped] = useState('');
  const search = useSettled(typed.trim().slice(0, 256), 250);
  const segments = useSegments(search);
  const shown = segments.data?.pages.flatMap((page) => page.items) ?? [];
  const pickedById = new Map(picked.map((segment) => [segment.id, segment]));

  const pick = (rows: readonly Segment[], isPicked: boolean): void => {
    const ids = new Set(rows.map((row) => row.id));
    const others = picked.filter((segment) => !ids.has(segment.id));
    onChange(
      isPicked ? [...others, ...rows.map((row) => pickedById.get(row.id) ?? { id: row.id, name: row.name, size: row.size, backfill: mapped.get(row.id) ?? false })] : others,
    );
  };
  const setBackfill = (id: string, backfill: boolean): void => onChange(picked.map((segment) => (segment.id === id ? { ...segment, backfill } : segment)));
  const shownPicked = shown.filter((row) => pickedById.has(row.id)).length;

  return (
    <div className={style({ display: 'flex', flexDirection: 'column', gap: 12 })}>
      <SearchField ref={searchRef} label="Search segments" value={typed} onChange={setTyped} styles={style({ width: 'full', maxWidth: 400 })} />
      <div role="status" className={style({ font: 'ui', color: 'neutral-subdued' })}>
        {picked.length === 0 ? 'No segment picked yet' : `${formatPlural(picked.length, 'segment')} picked`}
      </div>
      {errorMessage === undefined ? null : (
        <div role="alert" className={style({ font: 'ui', color: 'negative' })}>
          {errorMessage}
        </div>
      )}
      {segments.isPending ? (
        <Loading what="segments" />
      ) : segments.isError ? (
        <ProblemNotice error={segments.error} onRetry={() => void segments.refetch()} />
      ) : shown.length === 0 ? (
        search === '' ? (
          <EmptyState level={3} title="There are no segments yet" text="Segments appear here by themselves with the first profiles your data team sends." />
        ) : (
          <EmptyState level={3} title={`No segment matches "${search}"`} text="Search by part of the name or the id." />
        )
      ) : (
        <DataTable
          label="Segments to choose from"
          rows={shown}
          rowKey={(row) => row.id}
          isSelected={(row) => pickedById.has(row.id)}
          columns={[
            {
              key: 'pick',
              label: (
                <Checkbox
                  aria-label="Pick all shown"
                  isSelected={shownPicked === shown.length}
                  isIndeterminate={shownPicked > 0 && shownPicked < shown.length}
                  onChange={(isPicked) => pick(shown, isPicked)}
                />
              ),
              cell: (row) => <Checkbox aria-label={`Pick ${row.name}`} isSelected={pickedById.has(row.id)} onChange={(isPicked) => pick([row], isPicked)} />,
            },
            { key: 'name', label: 'Segment', isRowHeader: true, cell: (row) => <bdi>{row.name}</bdi> },
            { key: 'size', label: 'People', align: 'end', cell: (row) => formatCount(row.size) },
            { key: 'coverage', label: 'Identities people have', from: 'lg', cell: coverageText },
            { key: 'change', label: 'Last change', from: 'lg', cell: (row) => <RelativeTime at={row.lastChangeAt} /> },
            {
              key: 'backfill',
              label: 'Everyone now',
              cell: (row) =>
                mapped.has(row.id) ? (
                  <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>{mapped.get(row.id) === true ? 'Sent at the start' : 'Not sent at the start'}</span>
                ) : (
                  <Checkbox
                    aria-label={`Also send everyone who is in ${row.name} now`}
                    isSelected={pickedById.get(row.id)?.backfill ?? false}
                    isDisabled={!pickedById.has(row.id)}
                    onChange={(backfill) => setBackfill(row.id, backfill)}
                  >
                    Send
                  </Checkbox>
                ),
            },
          ]}
        />
      )}
      {segments.hasNextPage ? (
        <div>
          <BusyButton variant="secondary" isBusy={segments.isFetchingNextPage} busyLabel="Loading…" onPress={() => void segments.fetchNextPage()}>
            Show more segments
          </BusyButton>
        </div>
      ) : null}
      <p className={style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0 })}>
        Everyone now: also send everyone who is in the segment now. Without it, records begin with the next person who enters or leaves.
        {mapped.size > 0 && ' For segments that are activated already, use Send everyone now on the tab Activation.'}
      </p>
      <PickedSegments picked={picked} onRemove={(ids) => onChange(picked.filter((segment) => !ids.has(segment.id)))} />
    </div>
  );
}
