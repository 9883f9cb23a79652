import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { ActivationVersion } from '../../shared/activationVersion.ts';
import type { Destination } from '../../shared/destination.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { usePages } from '../ui/usePages.ts';
import { ChangeList } from './ChangeList.tsx';
import { CompareDialog } from './CompareDialog.tsx';
import { RestoreDialog } from './RestoreDialog.tsx';
import { personText } from './runWords.ts';

interface Task {
  readonly kind: 'compare' | 'restore';
  readonly version: ActivationVersion;
}

/** Every version of what a destination sends: who saved it, when, what it changed; to compare with now, and to go back to. `current`: the version that is in force. */
export function VersionsPanel({ destination, current, mayChange }: { destination: Destination; current: number; mayChange: boolean }) {
  const pages = usePages('listActivationVersions', { params: { id: destination.id } });
  const [task, setTask] = useState<Task | null>(null);
  const close = (): void => setTask(null);
  const columns: readonly ListColumn<ActivationVersion>[] = [
    { key: 'version', label: 'Version', cell: ({ version, isCurrent }) => (isCurrent ? `${version}, in force` : version) },
    { key: 'saved', label: 'Saved', cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    {
      key: 'author',
      label: 'By',
      cell: ({ author, approvedBy }) => (
        <>
          <bdi>{personText(author)}</bdi>
          {approvedBy !== null && (
            <>
              , approved by <bdi>{personText(approvedBy)}</bdi>
            </>
          )}
        </>
      ),
    },
    { key: 'changes', label: 'What changed', cell: ({ changes, version }) => (version === 1 ? 'The first version.' : <ChangeList changes={changes} />) },
  ];
  const actions: ListColumn<ActivationVersion> = {
    key: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (version) =>
      version.isCurrent ? null : (
        <span className={style({ display: 'inline-flex', gap: 8 })}>
          <ActionButton size="S" aria-label={`Compare version ${version.version} with now`} onPress={() => setTask({ kind: 'compare', version })}>
            Compare
          </ActionButton>
          <ActionButton size="S" aria-label={`Restore version ${version.version}`} onPress={() => setTask({ kind: 'restore', version })}>
            Restore
          </ActionButton>
        </span>
      ),
  };
  return (
    <Panel heading="Versions">
      <QueryState query={pages} what="the versions">
        {(rows) => (
          <>
            <ListTable label="Versions" rows={rows} keyOf={({ version }) => String(version)} columns={mayChange ? [...columns, actions] : columns} />
            <LoadMore pages={pages} one="version" />
          </>
        )}
      </QueryState>
      <DialogHost onDismiss={close}>
        {task?.kind === 'compare' && (
          <CompareDialog destinationId={destination.id} title={`From version ${task.version.version} to now`} body={{ version: task.version.version }} onClose={close} />
        )}
        {task?.kind === 'restore' && <RestoreDialog destination={destination} version={task.version} current={current} onClose={close} />}
      </DialogHost>
    </Panel>
  );
}
