import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import { TimeFilter } from '../destinations/TimeFilter.tsx';
import { useMay } from '../shell/session.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { listedReasons } from './deliveryFilter.ts';
import { reasonTexts } from './deliveryWords.ts';
import { FindPersonDialog } from './FindPersonDialog.tsx';
import type { DeliveryFilter } from './useDeliveryFilter.ts';

/** Whom, why and when; a stretch comes by a link from a chart, a run from the list of runs. */
export function DeliveryFilters({ filter }: { filter: DeliveryFilter }) {
  const { choice, set, query } = filter;
  const mayFind = useMay('marketer');
  const [isFinding, setFinding] = useState(false);
  const show = (profileId: string): void => {
    filter.setProfileText(profileId);
    setFinding(false);
  };
  return (
    <>
      <SearchField
        aria-label="Profile id"
        placeholder="Exact profile id"
        value={filter.profileText}
        onChange={filter.setProfileText}
        styles={style({ width: { default: 'full', sm: 240 } })}
      />
      {mayFind && <ActionButton onPress={() => setFinding(true)}>Find by identity</ActionButton>}
      <Picker
        aria-label="Reason"
        value={query.reason ?? 'all'}
        onChange={(key) => set.reason(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 240 } })}
      >
        <PickerItem id="all">Every reason</PickerItem>
        {listedReasons.map((reason) => (
          <PickerItem key={reason} id={reason}>
            {reasonTexts[reason]}
          </PickerItem>
        ))}
      </Picker>
      <TimeFilter query={query} age={choice.age} setAge={set.age} />
      {choice.run !== '' && <ActionButton onPress={() => set.run('')}>Of one run: show all runs</ActionButton>}
      <DialogHost onDismiss={() => setFinding(false)}>{isFinding && <FindPersonDialog onFound={show} onClose={() => setFinding(false)} />}</DialogHost>
    </>
  );
}
