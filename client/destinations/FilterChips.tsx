import { Tag, TagGroup } from '@react-spectrum/s2/TagGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Account } from '../../shared/account.ts';
import { statusLabels } from './destinationWords.ts';
import type { DestinationFilter, FilterName } from './useDestinationFilter.ts';

/** What the list is narrowed to, each with a way to take it away. */
export function FilterChips({ filter, accounts }: { filter: DestinationFilter; accounts: readonly Account[] }) {
  const { status, tag, account } = filter;
  const chips: { id: FilterName; text: string }[] = [
    ...(status === null ? [] : [{ id: 'status' as const, text: `Status: ${statusLabels[status]}` }]),
    ...(tag === null ? [] : [{ id: 'tag' as const, text: `Tag: ${tag}` }]),
    ...(account === null ? [] : [{ id: 'account' as const, text: `Account: ${accounts.find(({ id }) => id === account)?.name ?? account}` }]),
  ];
  if (chips.length === 0) return null;
  return (
    <div className={style({ marginBottom: 16 })}>
      <TagGroup aria-label="Filters" items={chips} onRemove={(keys) => chips.forEach(({ id }) => keys.has(id) && filter.set(id, null))}>
        {({ id, text }) => (
          <Tag id={id} textValue={text}>
            {text}
          </Tag>
        )}
      </TagGroup>
    </div>
  );
}
