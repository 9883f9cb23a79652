import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Menu, MenuItem, MenuTrigger } from '@react-spectrum/s2/Menu';

export interface ColumnMenuProps {
  /** Those that can be hidden. */
  readonly columns: readonly { readonly key: string; readonly label: string }[];
  readonly hidden: ReadonlySet<string>;
  readonly onChange: (hidden: ReadonlySet<string>) => void;
}

/** Which columns a table shows. */
export function ColumnMenu({ columns, hidden, onChange }: ColumnMenuProps) {
  const keys = columns.map(({ key }) => key);
  return (
    <MenuTrigger align="end">
      <ActionButton>Columns</ActionButton>
      <Menu
        aria-label="Columns shown"
        selectionMode="multiple"
        selectedKeys={keys.filter((key) => !hidden.has(key))}
        onSelectionChange={(shown) => onChange(new Set(shown === 'all' ? [] : keys.filter((key) => !shown.has(key))))}
      >
        {columns.map(({ key, label }) => (
          <MenuItem key={key} id={key}>
            {label}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  );
}
