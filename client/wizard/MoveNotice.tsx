import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';

const list = style({ margin: 0, paddingStart: 20, display: 'flex', flexDirection: 'column', gap: 4, overflowWrap: 'anywhere' });

/** What saving will do where it makes a destination send elsewhere. */
export function MoveNotice({ destination, isOtherStream }: { destination: Destination; isOtherStream: boolean }) {
  return (
    <div role="status">
      <InlineAlert variant="informative" styles={style({ width: 'full' })}>
        <Heading level={2}>What happens when you save</Heading>
        <Content>
          <ol className={list}>
            <li>Tributary looks at the stream with the account chosen here. If it cannot be used, nothing changes.</li>
            {destination.status === 'draft' ? (
              <li>Nothing was sent yet; everything will go to the stream chosen here.</li>
            ) : (
              <>
                <li>
                  Records on their way to <b>{destination.stream}</b> finish first. That takes up to 15 seconds.
                </li>
                <li>Then it switches: everything that waits and everything new goes to the stream chosen here. Nothing is lost.</li>
                {isOtherStream && (
                  <li>
                    What <b>{destination.stream}</b> received is not sent again. To fill the other stream, use <b>Send everyone now</b> on the Activation tab.
                  </li>
                )}
              </>
            )}
          </ol>
        </Content>
      </InlineAlert>
    </div>
  );
}
