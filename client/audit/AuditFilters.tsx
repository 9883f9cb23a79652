import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { auditActions } from '../../shared/audit.ts';
import { auditAges } from './auditAges.ts';
import { actionText } from './auditWords.ts';
import type { AuditFilter } from './useAuditFilter.ts';

const field = style({ width: { default: 'full', sm: 220 } });

/** Who, what, about which and when. */
export function AuditFilters({ filter }: { filter: AuditFilter }) {
  return (
    <>
      <SearchField aria-label="Person" placeholder="E-mail address" value={filter.person.text} onChange={filter.person.setText} styles={field} />
      <SearchField aria-label="About" placeholder="Name, id or profile id" value={filter.resource.text} onChange={filter.resource.setText} styles={field} />
      <Picker
        aria-label="Action"
        value={filter.action ?? 'all'}
        onChange={(key) => filter.setAction(key === 'all' ? '' : String(key))}
        styles={style({ width: { default: 'full', sm: 260 } })}
      >
        <PickerItem id="all">Every action</PickerItem>
        {auditActions.map((action) => (
          <PickerItem key={action} id={action}>
            {actionText(action)}
          </PickerItem>
        ))}
      </Picker>
      <Picker aria-label="Time" value={filter.age} onChange={(key) => filter.setAge(key === 'all' ? '' : String(key))} styles={style({ width: { default: 'full', sm: 160 } })}>
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
