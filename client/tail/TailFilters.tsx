import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { deliveryReasons } from '../../shared/delivery.ts';
import { tailOutcomes, type TailFilter } from '../../shared/tail.ts';
import { outcomeLabels } from '../dashboard/outcome.tsx';
import { reasonTexts } from '../deliveries/deliveryWords.ts';
import { useUrlChoice, useUrlText } from '../ui/useUrlText.ts';

const reasons = deliveryReasons.filter((reason) => reason !== 'test');

/** What is watched, kept in the address. */
export function useTailFilter(): { filter: TailFilter; controls: Parameters<typeof TailFilters>[0] } {
  const [outcome, setOutcome] = useUrlChoice('outcome');
  const [reason, setReason] = useUrlChoice('reason');
  const profile = useUrlText('profile');
  const chosen = { outcome: tailOutcomes.find((name) => name === outcome), reason: reasons.find((name) => name === reason) };
  return {
    filter: { ...chosen, ...(profile.settled !== '' && { profile: profile.settled }) },
    controls: { ...chosen, setOutcome, setReason, profileText: profile.text, setProfileText: profile.setText },
  };
}

export function TailFilters(props: {
  outcome: TailFilter['outcome'];
  reason: TailFilter['reason'];
  profileText: string;
  setOutcome: (outcome: string) => void;
  setReason: (reason: string) => void;
  setProfileText: (text: string) => void;
}) {
  return (
    <div role="search" className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12 })}>
      <SearchField
        aria-label="Profile id"
        placeholder="Part of a profile id"
        value={props.profileText}
        onChange={props.setProfileText}
        styles={style({ width: { default: 'full', sm: 240 } })}
      />
      <Picker
        aria-label="Outcome"
        value={props.outcome ?? 'all'}
        onChange={(key) => props.setOutcome(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 180 } })}
      >
        <PickerItem id="all">Every outcome</PickerItem>
        {tailOutcomes.map((outcome) => (
          <PickerItem key={outcome} id={outcome}>
            {outcomeLabels[outcome]}
          </PickerItem>
        ))}
      </Picker>
      <Picker
        aria-label="Reason"
        value={props.reason ?? 'all'}
        onChange={(key) => props.setReason(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 240 } })}
      >
        <PickerItem id="all">Every reason</PickerItem>
        {reasons.map((reason) => (
          <PickerItem key={reason} id={reason}>
            {reasonTexts[reason]}
          </PickerItem>
        ))}
      </Picker>
    </div>
  );
}
