import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { Link } from '@react-spectrum/s2/Link';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Policy } from '../../shared/policy.ts';
import { call, problemIn } from '../api.ts';
import { personText } from '../destinations/runWords.ts';
import { policySentence } from '../policies/policyWords.ts';
import { useMay } from '../shell/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { LoadMore } from '../ui/LoadMore.tsx';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { usePages } from '../ui/usePages.ts';
import { afterPolicyChange } from './afterPolicyChange.ts';
import { PolicyDialog } from './PolicyDialog.tsx';

const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block', marginTop: 4 });

const columns: readonly ListColumn<Policy>[] = [
  {
    key: 'name',
    label: 'Name',
    cell: (policy) => (
      <>
        <bdi>{policy.name}</bdi>
        {policy.description !== '' && <span className={subtle}>{policy.description}</span>}
      </>
    ),
  },
  { key: 'rule', label: 'Rule', cell: policySentence },
  { key: 'state', label: 'State', cell: ({ enabled }) => <OutcomeBadge outcome={enabled ? 'delivered' : 'excluded'} label={enabled ? 'In force' : 'Off'} /> },
  { key: 'broken', label: 'Broken by', cell: ({ brokenBy }) => <BrokenBy destinations={brokenBy} /> },
  {
    key: 'change',
    label: 'Last change',
    cell: ({ updatedAt, updatedBy }) => (
      <span>
        <RelativeTime at={updatedAt} />
        <span className={subtle}>{personText(updatedBy)}</span>
      </span>
    ),
  },
];

function BrokenBy({ destinations }: { destinations: Policy['brokenBy'] }) {
  if (destinations.length === 0) return <>No destination</>;
  return (
    <span>
      {destinations.map(({ id, name }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link href={`/destinations/${id}`}>{name}</Link>
        </span>
      ))}
    </span>
  );
}

type Task = { readonly kind: 'edit' | 'delete'; readonly policy: Policy };

/** All policies: what each forbids, whether it is in force, and which destinations break it now. */
export function PoliciesTab() {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const pages = usePages('listPolicies');
  const [task, setTask] = useState<Task | null>(null);
  const close = (): void => setTask(null);

  const switchIt = async ({ id, name, enabled, version }: Policy): Promise<void> => {
    try {
      const changed = await call('updatePolicy', { params: { id }, body: { enabled: !enabled }, ifMatch: version });
      await afterPolicyChange(client, enabled ? `${name} is off.` : `${name} is in force.`, changed.brokenBy);
    } catch (thrown) {
      const problem = problemIn(thrown);
      ToastQueue.negative(`${problem.title}. ${problem.remedy}`);
    }
  };

  const menu: ListColumn<Policy> = {
    key: 'menu',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (policy) => (
      <ActionMenu isQuiet aria-label={`Actions for ${policy.name}`} onAction={(key) => (key === 'switch' ? void switchIt(policy) : setTask({ kind: key as Task['kind'], policy }))}>
        <MenuItem id="edit">Edit</MenuItem>
        <MenuItem id="switch">{policy.enabled ? 'Switch off' : 'Put in force'}</MenuItem>
        <MenuItem id="delete">Delete</MenuItem>
      </ActionMenu>
    ),
  };

  return (
    <>
      <p className={style({ font: 'body', color: 'neutral-subdued', marginTop: 0, marginBottom: 16 })}>
        A policy says what labelled data may not be used for. A destination that breaks a policy cannot be activated. If one breaks it later, it is paused, and nothing is lost.
      </p>
      <QueryState query={pages} what="policies">
        {(rows) =>
          rows.length > 0 ? (
            <>
              <ListTable label="Policies" columns={mayChange ? [...columns, menu] : columns} rows={rows} keyOf={({ id }) => id} />
              <LoadMore pages={pages} one="policy" />
            </>
          ) : (
            <EmptyState
              title="No policies yet"
              text={mayChange ? 'Label fields and segments first, then make a policy that says what they may not be used for.' : 'An administrator can make them.'}
            />
          )
        }
      </QueryState>
      <DialogHost onDismiss={close}>{task?.kind === 'edit' && <PolicyDialog policy={task.policy} onClose={close} />}</DialogHost>
      <ConfirmDialog
        isOpen={task?.kind === 'delete'}
        onClose={close}
        title={`Delete ${task?.policy.name ?? ''}?`}
        action="Delete"
        isDestructive
        onConfirm={async () => {
          if (task === null) return;
          await call('deletePolicy', { params: { id: task.policy.id }, ifMatch: task.policy.version });
          await afterPolicyChange(client, `${task.policy.name} was deleted.`, []);
        }}
      >
        Destinations that only this policy stopped go on by themselves and send what has waited. Switch it off instead to keep it for later.
      </ConfirmDialog>
    </>
  );
}
