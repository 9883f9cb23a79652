import { ActionMenu } from '@react-spectrum/s2/ActionMenu';
import { Button } from '@react-spectrum/s2/Button';
import { MenuItem } from '@react-spectrum/s2/Menu';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { alertKinds, muteSpans, type AlertRule } from '../../shared/alert.ts';
import { thresholdWords } from '../../shared/alertWords.ts';
import { call, problemIn, refresh, useApi } from '../api.ts';
import { personText } from '../destinations/runWords.ts';
import { useMay } from '../shell/session.ts';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { DialogHost } from '../ui/DialogHost.tsx';
import { ListTable, type ListColumn } from '../ui/ListTable.tsx';
import { OutcomeBadge } from '../ui/OutcomeBadge.tsx';
import { Panel } from '../ui/Panel.tsx';
import { QueryState } from '../ui/QueryState.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { muteLabels, muteText } from './muteWords.ts';
import { RuleDialog } from './RuleDialog.tsx';
import { ruleTitle } from './ruleWords.ts';

const stacked = style({ display: 'inline-flex', flexDirection: 'column', alignItems: { default: 'end', md: 'start' } });
const unbroken = style({ whiteSpace: 'nowrap' });
const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block', marginTop: 4 });

type Task = { readonly kind: 'new' } | { readonly kind: 'edit' | 'delete'; readonly rule: AlertRule };

function State({ rule }: { rule: AlertRule }) {
  const now = useNow(15_000);
  return (
    <span className={stacked}>
      <span className={unbroken}>
        <OutcomeBadge outcome={!rule.enabled ? 'excluded' : rule.mute !== null ? 'paused' : 'delivered'} label={!rule.enabled ? 'Off' : rule.mute !== null ? 'Muted' : 'On'} />
      </span>
      {rule.mute !== null && <span className={subtle}>{muteText(rule.mute, now)}</span>}
    </span>
  );
}

const columns: readonly ListColumn<AlertRule>[] = [
  {
    key: 'rule',
    label: 'Rule',
    cell: (rule) => (
      <>
        <bdi>{ruleTitle(rule)}</bdi>
        <span className={subtle}>{alertKinds[rule.kind].help}</span>
      </>
    ),
  },
  {
    key: 'thresholds',
    label: 'Fires',
    cell: (rule) => (
      <span>
        {thresholdWords(rule)}
        {rule.kind === 'failure_rate' && <span className={subtle}>in the last {rule.windowMinutes} minutes</span>}
      </span>
    ),
  },
  { key: 'state', label: 'State', cell: (rule) => <State rule={rule} /> },
  {
    key: 'change',
    label: 'Last change',
    cell: ({ updatedAt, updatedBy, version }) =>
      version === 1 && updatedBy === 'Tributary' ? (
        <span className={unbroken}>Never changed</span>
      ) : (
        <span>
          <RelativeTime at={updatedAt} />
          <span className={subtle}>{personText(updatedBy)}</span>
        </span>
      ),
  },
];

/** All rules: what each looks at, when it fires, and whether it is in use. */
export function RulesPanel() {
  const client = useQueryClient();
  const mayChange = useMay('admin');
  const mayMute = useMay('marketer');
  const rules = useApi('listAlertRules', { refetchInterval: 60_000 });
  const [task, setTask] = useState<Task | null>(null);
  const close = (): void => setTask(null);

  const act = async (rule: AlertRule, key: string): Promise<void> => {
    if (key === 'edit' || key === 'delete') return setTask({ kind: key, rule });
    const params = { id: rule.id };
    const span = muteSpans.find((one) => one === key);
    try {
      if (key === 'switch') await call('updateAlertRule', { params, body: { enabled: !rule.enabled }, ifMatch: rule.version });
      else await (span === undefined ? call('unmuteAlertRule', { params }) : call('muteAlertRule', { params, body: { for: span } }));
      await refresh(client, 'listAlertRules', 'getAlertBell');
    } catch (thrown) {
      const problem = problemIn(thrown);
      ToastQueue.negative(`${problem.title}. ${problem.remedy}`);
    }
  };

  const menu: ListColumn<AlertRule> = {
    key: 'menu',
    label: 'Actions',
    isLabelHidden: true,
    align: 'end',
    cell: (rule) => (
      <ActionMenu isQuiet aria-label={`Actions for ${ruleTitle(rule)}`} onAction={(key) => void act(rule, String(key))}>
        {[
          ...(mayChange
            ? [
                { id: 'edit', label: 'Edit' },
                { id: 'switch', label: rule.enabled ? 'Switch off' : 'Switch on' },
              ]
            : []),
          ...(rule.mute === null ? muteSpans.map((id) => ({ id, label: muteLabels[id] })) : [{ id: 'unmute', label: 'Unmute' }]),
          ...(mayChange ? [{ id: 'delete', label: 'Delete' }] : []),
        ].map(({ id, label }) => (
          <MenuItem key={id} id={id}>
            {label}
          </MenuItem>
        ))}
      </ActionMenu>
    ),
  };

  return (
    <Panel
      heading="Rules"
      aside={
        mayChange && (
          <Button variant="secondary" onPress={() => setTask({ kind: 'new' })}>
            New rule
          </Button>
        )
      }
    >
      <QueryState query={rules} what="rules">
        {({ items }) => <ListTable label="Rules" columns={mayMute ? [...columns, menu] : columns} rows={items} keyOf={({ id }) => id} />}
      </QueryState>
      <DialogHost onDismiss={close}>{(task?.kind === 'new' || task?.kind === 'edit') && <RuleDialog rule={task.kind === 'edit' ? task.rule : null} onClose={close} />}</DialogHost>
      <ConfirmDialog
        isOpen={task?.kind === 'delete'}
        onClose={close}
        title={task?.kind === 'delete' ? `Delete the rule "${ruleTitle(task.rule)}"?` : ''}
        action="Delete"
        isDestructive
        onConfirm={async () => {
          if (task?.kind !== 'delete') return;
          await call('deleteAlertRule', { params: { id: task.rule.id }, ifMatch: task.rule.version });
          await refresh(client, 'listAlertRules', 'getAlertBell');
        }}
      >
        Alerts that fire by it end. Switch it off instead to keep its thresholds for later.
      </ConfirmDialog>
    </Panel>
  );
}
