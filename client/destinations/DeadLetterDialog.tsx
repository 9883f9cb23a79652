import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { DeadLetter } from '../../shared/delivery.ts';
import { errorCodes } from '../../shared/errorCodes.ts';
import { useMay } from '../shell/session.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { JsonText } from '../ui/JsonText.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { endTextOf } from './letterFilter.ts';
import { personText } from './runWords.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 20, font: 'ui', overflowWrap: 'anywhere' });
const heading = style({ font: 'title-sm', margin: 0, marginBottom: 8 });
const quiet = style({ color: 'neutral-subdued' });

/** One dead letter: why, what to do, each attempt, and the record as it would have been sent. */
export function DeadLetterDialog({ letter }: { letter: DeadLetter }) {
  const maySeeData = useMay('marketer');
  return (
    <Dialog isDismissible size="L">
      <Heading slot="title">{errorCodes[letter.code].title}</Heading>
      <Content>
        <div className={stack}>
          <div>
            <b>{letter.profileId}</b>
            <div>{letter.message}</div>
            <div className={quiet}>{letter.remedy}</div>
            {letter.end !== null && (
              <div>
                {endTextOf(letter)} <RelativeTime at={letter.end.at} />
                {letter.end.by !== null && ` by ${personText(letter.end.by)}`}
              </div>
            )}
          </div>
          <section>
            <h3 className={heading}>Attempts</h3>
            {letter.attempts.length === 0 ? (
              <span className={quiet}>None: the record was not fit to be sent.</span>
            ) : (
              <ol className={style({ margin: 0, paddingStart: 20 })}>
                {letter.attempts.map((attempt) => (
                  <li key={`${attempt.at} ${attempt.code}`}>
                    {attempt.message}{' '}
                    <span className={quiet}>
                      ({attempt.code}, <RelativeTime at={attempt.at} />)
                    </span>
                  </li>
                ))}
              </ol>
            )}
          </section>
          <section>
            <div className={style({ display: 'flex', justifyContent: 'space-between', alignItems: 'center', marginBottom: 8 })}>
              <h3 className={style({ font: 'title-sm', margin: 0 })}>Record</h3>
              {letter.data !== null && <CopyButton text={letter.data} label="Copy record" />}
            </div>
            {letter.data === null ? (
              <span className={quiet}>{maySeeData ? 'No record could be made.' : 'Your role does not show what records hold. Ask an administrator.'}</span>
            ) : (
              <JsonText data={letter.data} label="Record" />
            )}
          </section>
        </div>
      </Content>
    </Dialog>
  );
}
