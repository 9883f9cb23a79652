import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import { useDeliveryEvent } from '../shell/live.ts';
import { useMay } from '../shell/session.ts';
import { BusyButton } from '../ui/BusyButton.tsx';
import { formatExact, formatPlural, formatRelative } from '../ui/format.ts';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { useNow } from '../ui/useNow.ts';
import { ConfirmStream } from './ConfirmStream.tsx';
import { useDestinationActions } from './useDestinationActions.ts';

const lines = style({ display: 'flex', flexDirection: 'column', gap: 8, alignItems: 'start', overflowWrap: 'anywhere' });

/** Why a destination stopped by itself, that nothing is lost, what to do, and when it looks again. */
export function PausedNotice({ destination }: { destination: Destination }) {
  const mayChange = useMay('marketer');
  const lag = useDeliveryEvent(destination.id)?.lag;
  const { isBusy, setEnabled } = useDestinationActions(destination);
  const { pause } = destination;
  if (pause === null || destination.status !== 'paused') return null;
  const soFar = lag === undefined || lag.changes === 0 ? '' : ` ${formatPlural(lag.changes, 'change')} ${lag.changes === 1 ? 'is' : 'are'} kept so far.`;
  const isAboutCredentials = errorCodes[pause.code].field?.startsWith('credentials.') ?? false;
  const isForbidden = pause.code === 'policy_violated';
  const isReplaced = pause.code === 'stream_replaced';
  return (
    <div role="status" className={style({ display: 'flex', flexDirection: 'column' })}>
      <InlineAlert variant="notice">
        <Heading level={2}>Paused: {pause.title}</Heading>
        <Content>
          <div className={lines}>
            {pause.message.replace(/\.$/, '') !== pause.title && <span>{pause.message}</span>}
            <b>Nothing is lost: changes are kept and will be sent when this is fixed.{soFar}</b>
            {!isReplaced && (
              <span>
                {pause.remedy}{' '}
                {isAboutCredentials && <Link href={`/accounts?search=${encodeURIComponent(destination.accountName)}`}>Open the account {destination.accountName}</Link>}
                {isForbidden && mayChange && <Link href={`/destinations/${destination.id}/activate`}>Change what is sent</Link>}
              </span>
            )}
            <span>
              Stopped <RelativeTime at={pause.since} />. <NextCheck at={pause.nextProbeAt} />
            </span>
            {isReplaced ? (
              <ConfirmStream destination={destination} />
            ) : (
              mayChange && (
                <BusyButton variant="secondary" size="S" isBusy={isBusy} busyLabel="Checking…" onPress={() => void setEnabled(true)}>
                  Check now
                </BusyButton>
              )
            )}
          </div>
        </Content>
      </InlineAlert>
    </div>
  );
}

/** When the destination looks again by itself; nothing for one that does not. */
function NextCheck({ at }: { at: string | null }) {
  const now = useNow();
  if (at === null) return null;
  const time = Date.parse(at);
  if (time <= now) return <>It is being checked again.</>;
  return (
    <>
      Next check{' '}
      <time dateTime={at} title={formatExact(time)}>
        {formatRelative(time, now)}
      </time>
      .
    </>
  );
}
