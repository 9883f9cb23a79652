import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { ToastQueue } from '@react-spectrum/s2/Toast';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Activation } from '../../shared/activation.ts';
import type { Destination } from '../../shared/destination.ts';
import { call, refresh } from '../api.ts';
import { ForecastFacts } from '../forecast/ForecastFacts.tsx';
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx';
import { ListTable } from '../ui/ListTable.tsx';
import { Panel } from '../ui/Panel.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { SegmentLink } from '../ui/SegmentLink.tsx';
import { noticeFor } from './useDestinationActions.ts';

/** Whom to send: one segment, or all of them. */
interface Resend {
  readonly name: string;
  readonly segmentIds: string[];
}

/** The segments a destination sends, with ways to send everyone of one or of all. */
export function SegmentPanel({ destination, activation, mayChange }: { destination: Destination; activation: Activation; mayChange: boolean }) {
  const client = useQueryClient();
  const [resend, setResend] = useState<Resend | null>(null);
  const { segments } = activation;

  async function sendEveryone({ name, segmentIds }: Resend): Promise<void> {
    await call('startBackfill', { params: { id: destination.id }, body: { segmentIds } });
    await refresh(client, 'listRuns');
    ToastQueue.positive(`Everyone in ${name} is being sent. The tab Runs shows how far it is.`, { timeout: noticeFor });
  }

  return (
    <Panel
      heading="Segments"
      aside={
        mayChange &&
        segments.length > 1 && (
          <ActionButton size="S" onPress={() => setResend({ name: `all ${segments.length} segments`, segmentIds: segments.map(({ id }) => id) })}>
            Send everyone in all segments now
          </ActionButton>
        )
      }
    >
      <ListTable
        label="Segments"
        rows={segments}
        keyOf={(segment) => segment.id}
        columns={[
          { key: 'name', label: 'Name', cell: (segment) => <SegmentLink segment={segment} /> },
          { key: 'mapped', label: 'Mapped', cell: (segment) => <RelativeTime at={segment.mappedAt} /> },
          { key: 'backfill', label: 'Everyone at the start', cell: (segment) => (segment.backfill ? 'Sent' : 'Not sent') },
          {
            key: 'resend',
            label: 'Actions',
            isLabelHidden: true,
            align: 'end',
            cell: ({ id, name }) =>
              mayChange && (
                <ActionButton size="S" aria-label={`Send everyone now: ${name}`} onPress={() => setResend({ name, segmentIds: [id] })}>
                  Send everyone now
                </ActionButton>
              ),
          },
        ]}
      />
      <ConfirmDialog
        isOpen={resend !== null}
        onClose={() => setResend(null)}
        title={`Send everyone in ${resend?.name ?? ''} now?`}
        action="Send everyone"
        onConfirm={async () => {
          if (resend !== null) await sendEveryone(resend);
        }}
      >
        <div className={style({ display: 'flex', flexDirection: 'column', gap: 16 })}>
          <div>
            One record goes to <b>{destination.stream}</b> for each person who is in {resend?.segmentIds.length === 1 ? 'the segment' : 'any of the segments'} now. Live changes go
            first. You can pause or cancel it in the tab Runs.
          </div>
          {resend !== null && <ForecastFacts destinationId={destination.id} body={{ segmentIds: resend.segmentIds }} />}
        </div>
      </ConfirmDialog>
    </Panel>
  );
}
