import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { SearchField } from '@react-spectrum/s2/SearchField';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { destinationStatuses } from '../../shared/destination.ts';
import type { Account } from '../../shared/account.ts';
import { statusLabels } from './destinationWords.ts';
import type { DestinationFilter } from './useDestinationFilter.ts';

const picker = style({ width: { default: 'full', sm: 176 } });

/** Orders for windows in which the headings are not shown. */
const orders = [
  ['name', 'By name'],
  ['status', 'By status'],
  ['-lastDelivery', 'Last delivery first'],
  ['-created', 'Newest first'],
  ['-modified', 'Last modified first'],
] as const;

/** Search, status and account; a tag is chosen where it stands. */
export function DestinationFilters({ filter, accounts }: { filter: DestinationFilter; accounts: readonly Account[] }) {
  return (
    <>
      <SearchField
        aria-label="Search destinations"
        placeholder="Name or stream"
        value={filter.searchText}
        onChange={filter.setSearchText}
        styles={style({ width: { default: 'full', sm: 280 } })}
      />
      <Picker aria-label="Status" value={filter.status ?? 'all'} onChange={(key) => filter.set('status', key === 'all' ? null : String(key))} styles={picker}>
        <PickerItem id="all">Every status</PickerItem>
        {destinationStatuses.map((value) => (
          <PickerItem key={value} id={value}>
            {statusLabels[value]}
          </PickerItem>
        ))}
      </Picker>
      <Picker aria-label="Account" value={filter.account ?? 'all'} onChange={(key) => filter.set('account', key === 'all' ? null : String(key))} styles={picker}>
        <PickerItem id="all">Every account</PickerItem>
        {accounts.map(({ id, name }) => (
          <PickerItem key={id} id={id}>
            {name}
          </PickerItem>
        ))}
      </Picker>
      <div className={style({ display: { default: 'block', md: 'none' }, width: 'full' })}>
        <Picker aria-label="Order" value={filter.sort} onChange={(key) => filter.set('sort', String(key))} styles={style({ width: 'full' })}>
          {orders.map(([id, label]) => (
            <PickerItem key={id} id={id}>
              {label}
            </PickerItem>
          ))}
        </Picker>
      </div>
    </>
  );
}
