import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { errorCodes } from '../../shared/errorCodes.ts';
import { ageTexts } from './ages.ts';
import { failureCodes } from './letterFilter.ts';
import type { LetterFilter } from './useLetterFilter.ts';

const narrow = style({ width: { default: 'full', sm: 180 } });

/** Whom, why, when and in which state; a run comes by a link from the list of runs. */
export function LetterFilters({ filter }: { filter: LetterFilter }) {
  const { choice, set, state, query } = filter;
  return (
    <>
      <SearchField
        aria-label="Profile id"
        placeholder="Exact profile id"
        value={filter.profileText}
        onChange={filter.setProfileText}
        styles={style({ width: { default: 'full', sm: 240 } })}
      />
      <Picker
        aria-label="Reason"
        value={query.code ?? 'all'}
        onChange={(key) => set.code(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 300 } })}
      >
        <PickerItem id="all">Every reason</PickerItem>
        {failureCodes.map((value) => (
          <PickerItem key={value} id={value}>
            {errorCodes[value].title}
          </PickerItem>
        ))}
      </Picker>
      <Picker
        aria-label="Time"
        value={query.from === undefined || query.to !== undefined ? 'all' : choice.age}
        onChange={(key) => set.age(key === 'all' ? '' : String(key))}
        styles={narrow}
      >
        <PickerItem id="all">Any time</PickerItem>
        {Object.entries(ageTexts).map(([age, text]) => (
          <PickerItem key={age} id={age}>
            {text}
          </PickerItem>
        ))}
      </Picker>
      <Picker aria-label="State" value={state} onChange={(key) => set.state(key === 'open' ? '' : String(key))} styles={narrow}>
        <PickerItem id="open">Open</PickerItem>
        <PickerItem id="replayed">Replayed</PickerItem>
        <PickerItem id="discarded">Discarded</PickerItem>
        <PickerItem id="all">Every state</PickerItem>
      </Picker>
      {query.to !== undefined && <ActionButton onPress={filter.forgetStretch}>Of a chosen time: show any time</ActionButton>}
      {choice.run !== '' && <ActionButton onPress={() => set.run('')}>Of one run: show all runs</ActionButton>}
    </>
  );
}
