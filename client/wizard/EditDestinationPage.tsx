import { LinkButton } from '@react-spectrum/s2/LinkButton';
import { useParams } from 'react-router';
import { useApi } from '../api.ts';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { EditDestinationForm } from './EditDestinationForm.tsx';

/** Loads what the form to edit a destination needs. */
export default function EditDestinationPage() {
  const { id = '' } = useParams();
  const mayChange = useMay('marketer');
  const destination = useApi('getDestination', { params: { id } });
  const accounts = useApi('listAccounts', { query: { limit: 500 } });
  const types = useApi('listDestinationTypes');
  const queries = [destination, accounts, types];
  const error = queries.find((query) => query.error !== null)?.error;
  const type = types.data?.items.find((candidate) => candidate.type === destination.data?.type);
  if (!mayChange) {
    return (
      <Page title="Edit destination">
        <EmptyState
          title="Editing destinations needs another role"
          text="You can look at everything here. Ask an administrator for the marketer role to edit destinations."
          action={<LinkButton href={`/destinations/${id}`}>Go to the destination</LinkButton>}
        />
      </Page>
    );
  }
  if (destination.data !== undefined && accounts.data !== undefined && type !== undefined) {
    return <EditDestinationForm key={id} destination={destination.data} type={type} accounts={accounts.data.items.filter((account) => account.type === destination.data.type)} />;
  }
  if (error === undefined) return <Loading what="the destination" />;
  return (
    <Page title="Edit destination">
      <ProblemNotice error={error} onRetry={() => void Promise.all(queries.map((query) => query.refetch()))} />
    </Page>
  );
}
