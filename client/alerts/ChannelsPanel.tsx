import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { Button } from '@react-spectrum/s2/Button';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Channel } from '../../shared/alertChannel.ts';
import { call, problemIn, refresh, useApi } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { DialogHost } from '../ui/DialogHost.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatPlural } from '../ui/format.ts';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { ChannelDialog } from './ChannelDialog.tsx';
import { channelLabels } from './channelWords.ts';

const stacked = style({ display: 'inline-flex', flexDirection: 'column', alignItems: { default: 'end', md: 'start' } });
const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block', marginTop: 4 });

type Task = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly channel: Channel };

const columns: readonly ListColumn<Channel>[] = [
  {
    key: 'name',
    label: 'Channel',
    cell: ({ name, kind, place }) => (
      <>
        <bdi>{name}</bdi>
        <span className={subtle}>
          {channelLabels[kind]}: {place}
        </span>
      </>
    ),
  },
  {
    key: 'hears',
    label: 'Is told of',
    cell: ({ leastLevel, allDestinations, destinationIds }) =>
      !allDestinations && destinationIds.length === 0
        ? 'Nothing yet: no destination chose it'
        : `${leastLevel === 'critical' ? 'Critical alerts' : 'All alerts'} of ${allDestinations ? 'all destinations' : formatPlural(destinationIds.length, 'destination')}`,
  },
  {
    key: 'last',
    label: 'Last attempt',
    cell: ({ lastResult, waiting, enabled }) => (
      <span className={stacked}>
        {!enabled ? (
          <OutcomeBadge outcome="excluded" label="Off" />
        ) : lastResult === null ? (
          'None yet'
        ) : (
          <OutcomeBadge outcome={lastResult.ok ? 'delivered' : 'failed'} label={lastResult.ok ? 'Delivered' : 'Failed'} />
        )}
        {lastResult !== null && (
          <>
            {!lastResult.ok && <span className={subtle}>{lastResult.message}</span>}
            <span className={subtle}>
              <RelativeTime at={lastResult.at} />
            </span>
          </>
        )}
        {waiting > 0 && <span className={subtle}>{formatPlural(waiting, 'notice')} on the way</span>}
      </span>
    ),
  },
];

/** Sends one test and shows on the row how it ended. */
function SendTest({ channel }: { channel: Channel }) {
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const send = async (): Promise<void> => {
    setBusy(true);
    try {
      const { ok, message } = await call('testAlertChannel', { params: { id: channel.id } });
      if (ok) ToastQueue.positive(`The test was sent to ${channel.name}. ${message}`, { timeout: 6_000 });
      else ToastQueue.negative(`The test did not arrive at ${channel.name}. ${message}`);
    } catch (thrown) {
      const problem = problemIn(thrown);
      ToastQueue.negative(`${problem.title}. ${problem.remedy}`);
    }
    await refresh(client, 'listAlertChannels');
    setBusy(false);
  };
  return (
    <BusyButton variant="secondary" size="S" isBusy={isBusy} busyLabel="Sending…" onPress={() => void send()}>
      Send test
    </BusyButton>
  );
}

/** Where alerts are sent to, and how the last attempt ended. */
export function ChannelsPanel() {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const channels = useApi('listAlertChannels', { refetchInterval: 60_000 });
  const [task, setTask] = useState<Task | null>(null);
  const close = (): void => setTask(null);

  const actions: ListColumn<Channel> = {
    key: 'actions',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (channel) => (
      <span className={style({ display: 'inline-flex', gap: 8, alignItems: 'center' })}>
        <SendTest channel={channel} />
        <ActionMenu isQuiet aria-label={`Actions for ${channel.name}`} onAction={(key) => setTask({ kind: key === 'delete' ? 'delete' : 'edit', channel })}>
          <MenuItem id="edit">Edit</MenuItem>
          <MenuItem id="delete">Delete</MenuItem>
        </ActionMenu>
      </span>
    ),
  };

  return (
    <Panel
      heading="Channels"
      aside={
        mayChange && (
          <Button variant="secondary" onPress={() => setTask({ kind: 'new' })}>
            New channel
          </Button>
        )
      }
    >
      <QueryState query={channels} what="channels">
        {({ items }) =>
          items.length > 0 ? (
            <ListTable label="Channels" columns={mayChange ? [...columns, actions] : columns} rows={items} keyOf={({ id }) => id} />
          ) : (
            <EmptyState
              level={3}
              title="No channels yet"
              text={
                mayChange
                  ? 'Alerts show in the bell. Add e-mail, Slack or a webhook to be told elsewhere.'
                  : 'Alerts show in the bell. An administrator can add e-mail, Slack or a webhook.'
              }
            />
          )
        }
      </QueryState>
      <DialogHost onDismiss={close}>
        {(task?.kind === 'new' || task?.kind === 'edit') && (
          <ChannelDialog channel={task.kind === 'edit' ? task.channel : null} canMail={channels.data?.canMail ?? false} onClose={close} />
        )}
      </DialogHost>
      <ConfirmDialog
        isOpen={task?.kind === 'delete'}
        onClose={close}
        title={task?.kind === 'delete' ? `Delete ${task.channel.name}?` : ''}
        action="Delete"
        isDestructive
        onConfirm={async () => {
          if (task?.kind !== 'delete') return;
          await call('deleteAlertChannel', { params: { id: task.channel.id }, ifMatch: task.channel.version });
          await refresh(client, 'listAlertChannels');
        }}
      >
        Nobody is told over it any more, and what waits for it is dropped. Alerts go on showing in the bell.
      </ConfirmDialog>
    </Panel>
  );
}
