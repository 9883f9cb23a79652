import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { problemIn, useApi } from '../api.ts';
import { formatExact } from '../ui/format.ts';
import { trailSentence } from './trailSentence.ts';

/** Says whether somebody changed the trail outside of the server. */
export function TrailCheck() {
  const check = useApi('verifyAudit');
  if (check.data?.ok === false)
    return (
      <InlineAlert variant="negative">
        <Heading level={2}>Somebody changed the audit trail outside of Tributary</Heading>
        <Content>
          {trailSentence(check.data)} Entries before it are as they were written. Find out who can write the data folder, and compare with the lines of the log, which hold every
          entry with its hash.
        </Content>
      </InlineAlert>
    );
  const since = check.data?.since ?? null;
  return (
    <div className={style({ font: 'ui-sm', color: 'neutral-subdued', display: 'flex', alignItems: 'center', columnGap: 12 })}>
      <span role="status" title={since === null ? undefined : `Since ${formatExact(Date.parse(since))}`}>
        {check.data !== undefined ? trailSentence(check.data) : check.error !== null ? failureText(check.error) : 'Checking that every entry fits the one before it…'}
      </span>
      <ActionButton size="XS" styles={style({ flexShrink: 0 })} onPress={() => void check.refetch()} isDisabled={check.isFetching}>
        Check again
      </ActionButton>
    </div>
  );
}

/** Why it could not be checked, such as a role that may not, and what to do. */
function failureText(error: unknown): string {
  const { title, remedy } = problemIn(error);
  return `The audit trail could not be checked. ${title}. ${remedy}`;
}
