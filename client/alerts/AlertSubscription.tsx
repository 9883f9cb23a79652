import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { channelLabels } from './channelWords.ts';
import { call, problemIn, refresh, useApi } from '../api.ts';
import { useMay } from '../shell/session.ts';
import { DescribedCheckbox } from '../ui/DescribedCheckbox.tsx';
import { QueryState } from '../ui/QueryState.tsx';

/** Which channels hear of one destination. Each choice is saved at once. */
export function AlertSubscription({ destinationId }: { destinationId: string }) {
  const client = useQueryClient();
  const mayAdd = useMay('admin');
  const channels = useApi('listAlertChannels');
  const [isSaving, setSaving] = useState(false);
  const choose = async (channelIds: string[]): Promise<void> => {
    setSaving(true);
    try {
      await call('subscribeDestination', { params: { id: destinationId }, body: { channelIds } });
    } catch (thrown) {
      const problem = problemIn(thrown);
      ToastQueue.negative(`${problem.title}. ${problem.remedy}`);
    }
    await refresh(client, 'listAlertChannels');
    setSaving(false);
  };
  return (
    <QueryState query={channels} what="channels">
      {({ items }) => {
        const chosen = items.filter(({ destinationIds }) => destinationIds.includes(destinationId)).map(({ id }) => id);
        return (
          <div className={style({ display: 'flex', flexDirection: 'column', gap: 8 })}>
            <span className={style({ font: 'ui', color: 'neutral-subdued' })}>
              {items.length > 0 ? (
                <>
                  Choose which channels are told as well; each choice is saved at once. The bell on every page shows alerts in any case.{' '}
                  <Link href="/settings/alerts">All channels</Link>
                </>
              ) : (
                <>
                  Alerts show in the bell on every page. There is no channel yet to be told elsewhere.{' '}
                  {mayAdd ? <Link href="/settings/alerts">Add e-mail, Slack or a webhook</Link> : 'An administrator can add e-mail, Slack or a webhook in the settings.'}
                </>
              )}
            </span>
            {items.map(({ id, kind, name, allDestinations, enabled }) => (
              <DescribedCheckbox
                key={id}
                label={name}
                description={`${channelLabels[kind]}${enabled ? '' : ', switched off'}${allDestinations ? '. Hears of all destinations' : ''}`}
                isSelected={allDestinations || chosen.includes(id)}
                isDisabled={allDestinations || isSaving}
                onChange={(isChosen) => void choose(isChosen ? [...chosen, id] : chosen.filter((other) => other !== id))}
              />
            ))}
          </div>
        );
      }}
    </QueryState>
  );
}
