import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Page } from './Page.tsx';

export function NotFoundPage() {
  return (
    <Page title="There is no such page">
      <EmptyState title="Nothing to see at this address" text="Check the address, or start from the overview." action={<LinkButton href="/">Go to Overview</LinkButton>} />
    </Page>
  );
}
