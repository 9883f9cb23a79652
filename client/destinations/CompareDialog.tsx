import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { useQuery } from '@tanstack/react-query';
import type { RouteBody } from '../../shared/api.ts';
import { call } from '../api.ts';
import { QueryState } from '../ui/QueryState.tsx';
import { Comparison } from './Comparison.tsx';

interface CompareDialogProps {
  readonly destinationId: string;
  readonly title: string;
  /** Which two. */
  readonly body: RouteBody<'compareActivation'>;
  readonly onClose: () => void;
}

/** What two versions, or a version and a draft, make of the same people. */
export function CompareDialog({ destinationId, title, body, onClose }: CompareDialogProps) {
  const comparison = useQuery({
    queryKey: ['compareActivation', destinationId, JSON.stringify(body)],
    queryFn: ({ signal }) => call('compareActivation', { params: { id: destinationId }, body, signal }),
    staleTime: 0,
  });
  return (
    <Dialog size="L">
      <Heading slot="title">{title}</Heading>
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
