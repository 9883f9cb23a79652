import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import type { CapacityWait } from '../../shared/delivery.ts';
import { formatDuration, formatPlural } from '../ui/format.ts';

/** Records wait since the stream takes no more: how many, for how much of it, how long, and what makes it faster. */
export function CapacityNotice({ wait }: { wait: CapacityWait | null | undefined }) {
  if (wait === null || wait === undefined) return null;
  const { records, shards, ofShards, milliseconds } = wait;
  const all = shards === ofShards;
  // No live region: its numbers change every second, and each change would be read aloud.
  return (
    <InlineAlert variant="informative">
      <Heading level={2}>Waiting for capacity: the stream takes no more at the moment</Heading>
      <Content>
        {formatPlural(records, 'record')} {records === 1 ? 'waits' : 'wait'} for{' '}
        {all ? (ofShards === 1 ? 'its only shard' : ofShards === 2 ? 'both shards' : `all ${ofShards} shards`) : `${shards} of ${ofShards} shards`}, about{' '}
        {formatDuration(milliseconds)} at what the stream takes now. Nothing is lost, and delivery goes on at the full speed of the stream.{' '}
        {all
          ? 'More shards (the parts of a stream), or a stream in on-demand mode, make it faster.'
          : 'The other shards (the parts of a stream) have room. A partition key that many people share, or one person with very many changes, sends too much to one shard.'}
      </Content>
    </InlineAlert>
  );
}
