import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { Content, Dialog, Heading } from '@react-spectrum/s2/Dialog';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { problemIn } from '../api.ts';
import { OutcomeIcon } from '../dashboard/outcome.tsx';
import { formatPlural } from '../ui/format.ts';
import type { BulkResult } from './bulk.ts';

/** What became of each destination, where not all of them worked; those that failed first. */
export function BulkResultDialog({ results, onClose }: { results: readonly BulkResult[]; onClose: () => void }) {
  const failed = results.filter(({ error }) => error !== null);
  const worked = results.length - failed.length;
  return (
    <Dialog size="M">
      <Heading slot="title">{`${formatPlural(failed.length, 'destination')} could not be changed`}</Heading>
      <Content>
        <p className={style({ marginTop: 0 })}>
          {worked > 0 && `${formatPlural(worked, 'destination')} ${worked === 1 ? 'was' : 'were'} changed. `}
          {failed.length === 1 ? 'This one stays as it was:' : 'These stay as they were:'}
        </p>
        <ul className={style({ listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 12, overflowWrap: 'anywhere' })}>
          {failed.map(({ destination, error }) => {
            const { title, remedy } = problemIn(error);
            return (
              <li key={destination.id} className={style({ display: 'grid', gridTemplateColumns: ['auto', 'minmax(0, 1fr)'], columnGap: 8 })}>
                <OutcomeIcon outcome="failed" />
                <span>
                  <strong>
                    <bdi>{destination.name}</bdi>
                  </strong>
                  : {title}. {remedy}
                </span>
              </li>
            );
          })}
        </ul>
      </Content>
      <ButtonGroup>
        <Button variant="secondary" onPress={onClose}>
          Close
        </Button>
      </ButtonGroup>
    </Dialog>
  );
}
