import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { useQuery } from '@tanstack/react-query';
import type { ActivationVersion } from '../../shared/activationVersion.ts';
import { call } from '../api.ts';
import { QueryState } from '../ui/QueryState.tsx';
import { Comparison } from './Comparison.tsx';

/** What an earlier version and the one in force make of the same people. */
export function CompareDialog({ destinationId, version: { version }, onClose }: { destinationId: string; version: ActivationVersion; onClose: () => void }) {
  const comparison = useQuery({
    queryKey: ['compareActivation', destinationId, version],
    queryFn: ({ signal }) => call('compareActivation', { params: { id: destinationId }, body: { version }, signal }),
    staleTime: 0,
  });
  return (
    <Dialog size="L">
      <Heading slot="title">From version {version} to now</Heading>
      <Content>
        <QueryState query={comparison} what="the comparison">
          {(data) => <Comparison {...data} />}
        </QueryState>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}
