import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { DeadLetter } from '../../shared/delivery.ts';
import { errorCodeNames, errorCodes, type ErrorCode } from '../../shared/errorCodes.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatCount } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { usePages } from '../ui/usePages.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';
import { DeadLetterDialog } from './DeadLetterDialog.tsx';

/** The codes a record can end with. */
const failureCodes = errorCodeNames.filter((code) => errorCodes[code].counter === 'failed' && errorCodes[code].scope === 'record');
const isFailureCode = (value: string): value is ErrorCode => (failureCodes as readonly string[]).includes(value);

/** Changes that could not be delivered: filter them by reason and person, look into each. */
export function DeadLettersTab({ destinationId }: { destinationId: string }) {
  const [chosen, setCode] = useUrlChoice('code');
  const code = isFailureCode(chosen) ? chosen : '';
  const profile = useUrlText('profile');
  const [shown, setShown] = useState<DeadLetter | null>(null);
  const pages = usePages('listDeadLetters', {
    params: { id: destinationId },
    query: { ...(code === '' ? {} : { code }), ...(profile.settled === '' ? {} : { profileId: profile.settled }) },
    refetchInterval: 10_000,
  });
  const columns: readonly ListColumn<DeadLetter>[] = [
    { key: 'profile', label: 'Profile', cell: (letter) => letter.profileId },
    { key: 'reason', label: 'Reason', cell: (letter) => errorCodes[letter.code].title },
    { key: 'attempts', label: 'Attempts', align: 'end', cell: (letter) => formatCount(letter.attempts.length) },
    { key: 'created', label: 'Since', cell: (letter) => <RelativeTime at={letter.createdAt} /> },
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
      <div role="search" className={style({ display: 'flex', flexWrap: 'wrap', gap: 12, marginBottom: 16 })}>
        <SearchField
          aria-label="Profile id"
          placeholder="Exact profile id"
          value={profile.text}
          onChange={profile.setText}
          styles={style({ width: { default: 'full', sm: 280 } })}
        />
        <Picker
          aria-label="Reason"
          selectedKey={code === '' ? 'all' : code}
          onSelectionChange={(key) => setCode(key === 'all' ? '' : String(key))}
          styles={style({ width: { default: 'full', sm: 320 } })}
        >
          <PickerItem id="all">Every reason</PickerItem>
          {failureCodes.map((value) => (
            <PickerItem key={value} id={value}>
              {errorCodes[value].title}
            </PickerItem>
          ))}
        </Picker>
      </div>
      <QueryState query={pages} what="dead letters">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Dead letters" columns={columns} rows={rows} keyOf={(letter) => letter.id} />
              <LoadMore pages={pages} one="dead letter" />
            </>
          ) : code !== '' || profile.settled !== '' ? (
            <EmptyState title="No dead letter fits" text="Look for another profile, or show every reason." />
          ) : (
            <EmptyState title="No dead letters" text="A change that cannot be delivered is kept here with its reason. There is none." />
          )
        }
      </QueryState>
      <DialogContainer onDismiss={() => setShown(null)}>{shown !== null && <DeadLetterDialog letter={shown} />}</DialogContainer>
    </>
  );
}
