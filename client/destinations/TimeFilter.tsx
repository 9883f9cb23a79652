import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatHour } from '../ui/format.ts';
import { ageTexts, type TimeQuery } from './ages.ts';

/** When: an age to pick. A stretch comes by a link from a chart, is named, and can be taken away. `age` is the one that `query` was made of. */
export function TimeFilter({ query: { from, to }, age, setAge }: { query: TimeQuery; age: string; setAge: (age: string) => void }) {
  const stretch = from === undefined || to === undefined ? null : { from: Date.parse(from), to: Date.parse(to) };
  return (
    <>
      <Picker
        aria-label="Time"
        value={stretch !== null ? 'chosen' : from === undefined ? 'all' : age}
        onChange={(key) => key !== 'chosen' && setAge(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 180 } })}
      >
        <PickerItem id="all">Any time</PickerItem>
        {Object.entries(ageTexts).map(([id, text]) => (
          <PickerItem key={id} id={id}>
            {text}
          </PickerItem>
        ))}
        {stretch !== null && <PickerItem id="chosen">Chosen time</PickerItem>}
      </Picker>
      {stretch !== null && (
        <ActionButton onPress={() => setAge('')}>
          {formatHour(stretch.from)} to {formatHour(stretch.to)}: show any time
        </ActionButton>
      )}
    </>
  );
}
