import { Button } from '@react-spectrum/s2/Button';
import { DialogContainer } from '@react-spectrum/s2/Dialog';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { Destination } from '../../shared/destination.ts';
import type { Proposal } from '../../shared/proposal.ts';
import { useApi } from '../api.ts';
import { ChangeList } from '../destinations/ChangeList.tsx';
import { CompareDialog } from '../destinations/CompareDialog.tsx';
import { personText } from '../destinations/runWords.ts';
import { useMay } from '../shell/session.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { settingTexts } from './settingTexts.ts';
import { useProposalActions } from './useProposalActions.ts';

const lines = style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start', overflowWrap: 'anywhere' });
const buttons = style({ display: 'flex', flexWrap: 'wrap', gap: 8 });

/** A change that waits for a second person: what it changes, and the buttons to approve or decline it. */
export function ProposalNotice({ destination }: { destination: Destination }) {
  const read = useApi('getProposal', { params: { id: destination.id }, enabled: destination.proposedBy !== null });
  const proposal = destination.proposedBy === null ? null : (read.data?.proposal ?? null);
  return proposal === null ? null : <Waiting key={proposal.id} destination={destination} proposal={proposal} />;
}

function Waiting({ destination, proposal }: { destination: Destination; proposal: Proposal }) {
  const mayChange = useMay('marketer');
  const { busy, approve, withdraw } = useProposalActions(destination, proposal);
  const [isComparing, setComparing] = useState(false);
  const { isOwn, isStale, author } = proposal;
  return (
    <div role="status">
      <InlineAlert variant="informative">
        <Heading level={2}>A change waits for approval</Heading>
        <Content>
          <div className={lines}>
            <span>
              Proposed by {isOwn ? 'you' : <bdi>{personText(author)}</bdi>} <RelativeTime at={proposal.createdAt} />. Until it is approved, everything stays as it is.
            </span>
            {proposal.kind === 'activation' ? <ChangeList changes={proposal.changes} /> : settingTexts(destination, proposal).map((text) => <bdi key={text}>{text}</bdi>)}
            {proposal.kind === 'activation' && proposal.breaking.length > 0 && <b>Ask who reads the stream first. {proposal.breaking.join(' ')}</b>}
            <span>{nextStep(isOwn, isStale, mayChange)}</span>
            {mayChange && (
              <div className={buttons}>
                {!isOwn && !isStale && (
                  <BusyButton variant="accent" size="S" isBusy={busy === 'approve'} isDisabled={busy !== null} busyLabel="Changing…" onPress={() => void approve()}>
                    Approve
                  </BusyButton>
                )}
                <BusyButton
                  variant="secondary"
                  size="S"
                  isBusy={busy === 'withdraw'}
                  isDisabled={busy !== null}
                  busyLabel={isOwn ? 'Withdrawing…' : 'Declining…'}
                  onPress={() => void withdraw()}
                >
                  {isOwn ? 'Withdraw' : 'Decline'}
                </BusyButton>
                {proposal.kind === 'activation' && destination.status !== 'draft' && (
                  <Button variant="secondary" fillStyle="outline" size="S" onPress={() => setComparing(true)}>
                    Compare records
                  </Button>
                )}
              </div>
            )}
          </div>
        </Content>
      </InlineAlert>
      <DialogContainer onDismiss={() => setComparing(false)}>
        {isComparing && proposal.kind === 'activation' && (
          <CompareDialog destinationId={destination.id} title="From now to what is proposed" body={{ activation: proposal.activation }} onClose={() => setComparing(false)} />
        )}
      </DialogContainer>
    </div>
  );
}

function nextStep(isOwn: boolean, isStale: boolean, mayChange: boolean): string {
  if (isStale) return 'What it is about was changed since, so it cannot be approved any more. Look at how things are now, and propose it again.';
  if (isOwn) return 'Somebody else with the marketer or admin role has to approve it, here on this page.';
  return mayChange ? 'Approve it if it is what you expect.' : 'Somebody with the marketer role can approve it here.';
}
