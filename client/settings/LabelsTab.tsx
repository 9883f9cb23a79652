import { ActionButton, Text } from '@react-spectrum/s2/ActionButton';
import Add from '@react-spectrum/s2/icons/Add';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useMemo, useState } from 'react';
import { useApi } from '../api.ts';
import { LabelList } from '../policies/LabelList.tsx';
import { useMay } from '../shell/session.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatPlural, formatShare } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { useProfileFields } from '../wizard/useProfileFields.ts';
import { FieldLabelsDialog } from './FieldLabelsDialog.tsx';
import { fieldRows, objectsOf, type FieldRow } from './fieldRows.ts';

const kinds: Readonly<Record<FieldRow['kind'], string>> = { attribute: 'Attribute', identity: 'Identity' };

const columns: readonly ListColumn<FieldRow>[] = [
  { key: 'field', label: 'Field', cell: ({ name }) => <bdi>{name}</bdi> },
  { key: 'kind', label: 'Kind', cell: ({ kind }) => kinds[kind] },
  {
    key: 'labels',
    label: 'Labels',
    cell: ({ labels, inherited }) => (
      <span>
        {(labels.length > 0 || inherited.length === 0) && <LabelList labels={labels} />}
        {inherited.length > 0 && (
          <span className={style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block' })}>{inherited.map(({ label, from }) => `${label}, from ${from}`).join('; ')}</span>
        )}
      </span>
    ),
  },
  { key: 'filled', label: 'People who have it', align: 'end', cell: ({ filled }) => (filled === null ? '–' : formatShare(filled, 1)) },
];

/** Fields that people of the segments really hold, and what they are labelled with. */
export function LabelsTab() {
  const mayChange = useMay('admin');
  const labelled = useApi('listFieldLabels');
  const segments = useApi('listSegments', { query: { limit: 500 } });
  const held = useProfileFields((segments.data?.items ?? []).map(({ id }) => id));
  const rows = useMemo(() => fieldRows(labelled.data?.items ?? [], held), [labelled.data, held]);
  const [editing, setEditing] = useState<FieldRow | 'other' | null>(null);
  const close = (): void => setEditing(null);
  const actions: ListColumn<FieldRow> = {
    key: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (row) => (
      <ActionButton size="S" aria-label={`Edit labels of ${row.name}`} onPress={() => setEditing(row)}>
        Edit
      </ActionButton>
    ),
  };
  const other = mayChange && (
    <ActionButton onPress={() => setEditing('other')}>
      <Add />
      <Text>Label another field</Text>
    </ActionButton>
  );
  return (
    <>
      <p className={style({ font: 'body', color: 'neutral-subdued', marginTop: 0, marginBottom: 16 })}>
        Labels say what kind of data a field holds. Policies go by them. A label on an object, such as person, covers everything in it. Segments are labelled on the Segments page.
      </p>
      <QueryState query={labelled} what="labels">
        {() =>
          rows.length > 0 ? (
            <>
              <ListTable label="Fields" columns={mayChange ? [...columns, actions] : columns} rows={rows} keyOf={({ kind, name }) => `${kind} ${name}`} />
              <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 16, marginTop: 16 })}>
                {other}
                {held !== undefined && (
                  <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>
                    Counted in {formatPlural(held.sampled, 'person', 'people')}. A field that none of them has is listed only if it has a label.
                  </span>
                )}
              </div>
            </>
          ) : (
            <EmptyState title="No fields yet" text="Fields show here once profiles have arrived. You can label those you expect already." action={other} />
          )
        }
      </QueryState>
      <DialogHost onDismiss={close}>
        {editing !== null && (
          <FieldLabelsDialog field={editing === 'other' ? null : editing} known={labelled.data?.items ?? []} listed={rows} objects={objectsOf(held)} onClose={close} />
        )}
      </DialogHost>
    </>
  );
}
