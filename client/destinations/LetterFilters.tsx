import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { errorCodes } from '../../shared/errorCodes.ts';
import { failureCodes } from './letterFilter.ts';
import { TimeFilter } from './TimeFilter.tsx';
import type { LetterFilter } from './useLetterFilter.ts';

/** Whom, why, when and in which state; a stretch comes by a link from a chart, a run from the list of runs. */
export function LetterFilters({ filter }: { filter: LetterFilter }) {
  const { choice, set, state, query } = filter;
  return (
    <>
      <SearchField
        aria-label="Profile id"
        placeholder="Exact profile id"
        value={filter.profileText}
        onChange={filter.setProfileText}
        styles={style({ width: { default: 'full', sm: 220 } })}
      />
      <Picker
        aria-label="Reason"
        value={query.code ?? 'all'}
        onChange={(key) => set.code(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 260 } })}
      >
        <PickerItem id="all">Every reason</PickerItem>
        {failureCodes.map((value) => (
          <PickerItem key={value} id={value}>
            {errorCodes[value].title}
          </PickerItem>
        ))}
      </Picker>
      <TimeFilter query={query} age={choice.age} setAge={set.age} />
      <Picker aria-label="State" value={state} onChange={(key) => set.state(key === 'open' ? '' : String(key))} styles={style({ width: { default: 'full', sm: 160 } })}>
        <PickerItem id="open">State: Open</PickerItem>
        <PickerItem id="replayed">State: Replayed</PickerItem>
        <PickerItem id="discarded">State: Discarded</PickerItem>
        <PickerItem id="all">Every state</PickerItem>
      </Picker>
      {choice.run !== '' && <ActionButton onPress={() => set.run('')}>Of one run: show all runs</ActionButton>}
    </>
  );
}
