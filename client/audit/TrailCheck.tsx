import { ActionButton } from '@react-spectrum/s2/ActionButton';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useApi } from '../api.ts';
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
  return (
    <p role="status" className={style({ font: 'ui-sm', color: 'neutral-subdued', margin: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 8 })}>
      {check.data !== undefined
        ? trailSentence(check.data)
        : check.error !== null
          ? 'The trail could not be checked just now.'
          : 'Checking that every entry fits the one before it…'}
      <ActionButton size="XS" isQuiet onPress={() => void check.refetch()} isDisabled={check.isFetching}>
        Check again
      </ActionButton>
    </p>
  );
}
