import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Destination } from '../../shared/destination.ts';
import { call, refresh } from '../api.ts';
import { DialogHost } from '../ui/DialogHost.tsx';
import { formatCount, formatPlural } from '../ui/format.ts';
import { concernedBy, runBulk, withTag, type BulkResult, type BulkTask } from './bulk.ts';
import { BulkResultDialog } from './BulkResultDialog.tsx';
import { TagDialog } from './TagDialog.tsx';
import { noticeFor } from './useDestinationActions.ts';

const afterwards: Readonly<Record<BulkTask['kind'], (count: string) => string>> = {
  enable: (count) => `${count}: sending again, from where each stopped.`,
  disable: (count) => `${count}: stopped sending. Changes are kept and wait.`,
  tag: (count) => `${count}: tagged.`,
};

function actOf(task: BulkTask): (destination: Destination) => Promise<unknown> {
  if (task.kind === 'tag')
    return (destination) => call('updateDestination', { params: { id: destination.id }, body: withTag(destination, task.tag), ifMatch: destination.version });
  return ({ id }) => call(task.kind === 'enable' ? 'enableDestination' : 'disableDestination', { params: { id } });
}

/** What can be done with the picked destinations. Each button says how many it concerns; what fails is told one by one. */
export function BulkActions({ picked, onClear }: { picked: readonly Destination[]; onClear: () => void }) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<{ done: number; of: number } | null>(null);
  const [failed, setFailed] = useState<readonly BulkResult[] | null>(null);
  const [isTagging, setTagging] = useState(false);
  const isBusy = progress !== null;
  // Some may be gone from the list while the others are still being changed.
  if (picked.length === 0 && failed === null && !isBusy) return null;

  async function run(task: BulkTask): Promise<void> {
    const concerned = concernedBy(task, picked);
    setProgress({ done: 0, of: concerned.length });
    const results = await runBulk(concerned, actOf(task), (done) => setProgress({ done, of: concerned.length }));
    await refresh(client, 'listDestinations', 'getDestination', 'getActivation');
    setProgress(null);
    const failures = results.filter(({ error }) => error !== null);
    if (failures.length > 0) setFailed(results);
    else {
      ToastQueue.positive(afterwards[task.kind](formatPlural(concerned.length, 'destination')), { timeout: noticeFor });
      onClear();
    }
  }

  return (
    <div role="group" aria-label="Picked destinations" className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 8, marginBottom: 12, font: 'ui' })}>
      <span role="status">{progress === null ? `${formatCount(picked.length)} picked` : `${formatCount(progress.done)} of ${formatCount(progress.of)} done…`}</span>
      {(['enable', 'disable'] as const).map((kind) => {
        const count = concernedBy({ kind }, picked).length;
        return (
          <ActionButton key={kind} size="S" isDisabled={isBusy || count === 0} onPress={() => void run({ kind })}>
            {`${kind === 'enable' ? 'Enable' : 'Disable'} ${formatCount(count)}`}
          </ActionButton>
        );
      })}
      <ActionButton size="S" isDisabled={isBusy} onPress={() => setTagging(true)}>
        Add a tag…
      </ActionButton>
      <ActionButton size="S" isQuiet isDisabled={isBusy} onPress={onClear}>
        Clear
      </ActionButton>
      <DialogHost onDismiss={() => setTagging(false)}>
        {isTagging && <TagDialog picked={picked} onClose={() => setTagging(false)} onTag={(tag) => void run({ kind: 'tag', tag })} />}
      </DialogHost>
      <DialogHost onDismiss={() => setFailed(null)}>{failed !== null && <BulkResultDialog results={failed} onClose={() => setFailed(null)} />}</DialogHost>
    </div>
  );
}
