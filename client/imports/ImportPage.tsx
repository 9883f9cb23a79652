import { Link } from '@react-spectrum/s2/Link';
import { useParams } from 'react-router';
import { useApi } from '../api.ts';
import { NotFoundPage } from '../shell/NotFoundPage.tsx';
import { Page } from '../shell/Page.tsx';
import { problemIn } from '../api.ts';
import { QueryState } from '../ui/QueryState.tsx';
import { ImportStatus } from './ImportStatus.tsx';
import { MapColumns } from './MapColumns.tsx';

/** One import: what its columns are while it waits for that, and then how it goes. */
export default function ImportPage() {
  const { id = '' } = useParams();
  const read = useApi('getImport', { params: { id } });
  if (read.error !== null && problemIn(read.error).code === 'not_found') return <NotFoundPage />;
  return (
    <Page title={read.data?.fileName ?? 'Import'} subtitle={<Link href="/segments">Segments</Link>}>
      <QueryState query={read} what="the import">
        {(shown) => (shown.state === 'uploaded' && shown.preview !== null ? <MapColumns row={shown} preview={shown.preview} /> : <ImportStatus row={shown} />)}
      </QueryState>
    </Page>
  );
}
