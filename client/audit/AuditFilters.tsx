import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { auditActions, auditResults } from '../../shared/audit.ts';
import { auditAges } from './auditAges.ts';
import { actionText, resultTexts } from './auditWords.ts';
import type { AuditFilter } from './useAuditFilter.ts';

const field = style({ width: { default: 'full', sm: 180 }, flexGrow: { default: 0, sm: 1 }, maxWidth: { default: 'none', sm: 260 } });
const choice = style({ width: { default: 'full', sm: 136 } });

/** Who, about which, what, how it ended and when. */
export function AuditFilters({ filter }: { filter: AuditFilter }) {
  return (
    <>
      <SearchField aria-label="Person" placeholder="E-mail address" value={filter.person.text} onChange={filter.person.setText} styles={field} />
      <SearchField aria-label="About" placeholder="Name, id or profile id" value={filter.resource.text} onChange={filter.resource.setText} styles={field} />
      <Picker
        aria-label="Action"
        value={filter.action ?? 'all'}
        onChange={(key) => filter.setAction(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 200 } })}
      >
        <PickerItem id="all">Every action</PickerItem>
        {auditActions.map((action) => (
          <PickerItem key={action} id={action}>
            {actionText(action)}
          </PickerItem>
        ))}
      </Picker>
      <Picker aria-label="Result" value={filter.result ?? 'all'} onChange={(key) => filter.setResult(key === 'all' ? '' : String(key))} styles={choice}>
        <PickerItem id="all">Every result</PickerItem>
        {auditResults.map((result) => (
          <PickerItem key={result} id={result}>
            {resultTexts[result]}
          </PickerItem>
        ))}
      </Picker>
      <Picker aria-label="Time" value={filter.age} onChange={(key) => filter.setAge(key === 'all' ? '' : String(key))} styles={choice}>
        <PickerItem id="all">Any time</PickerItem>
        {Object.entries(auditAges).map(([age, { label }]) => (
          <PickerItem key={age} id={age}>
            {label}
          </PickerItem>
        ))}
      </Picker>
    </>
  );
}
