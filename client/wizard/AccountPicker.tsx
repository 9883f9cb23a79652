import { Picker, PickerItem, Text } from '@react-spectrum/s2/Picker';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { ComponentProps } from 'react';
import type { Account } from '../../shared/account.ts';

export interface AccountPickerProps extends Pick<ComponentProps<typeof Picker>, 'ref' | 'isDisabled' | 'onBlur' | 'onFocus'> {
  readonly label: string;
  readonly accounts: readonly Account[];
  /** Null: none is chosen yet. */
  readonly accountId: string | null;
  readonly onChoose: (accountId: string) => void;
  /** What is wrong with the choice; undefined: nothing. */
  readonly error: string | undefined;
}

/** One of the accounts that are connected. */
export function AccountPicker({ accounts, accountId, onChoose, error, ...rest }: AccountPickerProps) {
  return (
    <Picker
      {...rest}
      placeholder="Choose an account"
      items={accounts}
      value={accountId}
      onChange={(key) => {
        if (key !== null) onChoose(String(key));
      }}
      isRequired
      isInvalid={error !== undefined}
      errorMessage={error}
      validationBehavior="aria"
      styles={style({ width: 'full' })}
    >
      {(account) => (
        <PickerItem id={account.id} textValue={account.name}>
          <Text slot="label">{account.name}</Text>
          <Text slot="description">{[account.region, account.credentials.accessKeyId].filter((part) => part !== null).join(', ')}</Text>
        </PickerItem>
      )}
    </Picker>
  );
}
