import { Button } from '@react-spectrum/s2/Button';
import { ButtonGroup } from '@react-spectrum/s2/ButtonGroup';
import { DropZone } from '@react-spectrum/s2/DropZone';
import { FileTrigger } from '@react-spectrum/s2/FileTrigger';
import { Content, Heading, IllustratedMessage } from '@react-spectrum/s2/IllustratedMessage';
import { Link } from '@react-spectrum/s2/Link';
import { ProgressBar } from '@react-spectrum/s2/ProgressBar';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useNavigate } from 'react-router';
import { Page } from '../shell/Page.tsx';
import { useMay } from '../shell/session.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { formatBytes } from '../ui/format.ts';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { useUpload } from './useUpload.ts';

const stack = style({ display: 'flex', flexDirection: 'column', gap: 16, maxWidth: 720 });
const subtle = style({ font: 'ui', color: 'neutral-subdued', margin: 0 });

/** Chooses a file of people and sends it to the server. Nothing is applied yet: the next page asks what its columns are. */
export default function UploadPage() {
  const navigate = useNavigate();
  const mayImport = useMay('admin');
  const { upload, send, cancel } = useUpload(({ id }) => void navigate(`/segments/imports/${id}`, { replace: true }));
  return (
    <Page title="Import a file" subtitle={<Link href="/segments">Segments</Link>}>
      {mayImport ? (
        <div className={stack}>
          {upload.state === 'sending' ? (
            <>
              <ProgressBar label={`Uploading ${upload.file.name}`} value={upload.sent} maxValue={Math.max(1, upload.file.size)} styles={style({ width: 'full' })} />
              <p className={subtle}>
                {formatBytes(upload.sent)} of {formatBytes(upload.file.size)}
                {upload.sent >= upload.file.size && '. The server looks at the first rows …'}
              </p>
              <div>
                <Button variant="secondary" onPress={cancel}>
                  Cancel
                </Button>
              </div>
            </>
          ) : (
            <FileChoice onChosen={send} />
          )}
          {upload.state === 'wrong_kind' && (
            <p role="alert" className={style({ font: 'ui', color: 'negative', margin: 0, overflowWrap: 'anywhere' })}>
              “{upload.name}” cannot be imported. Choose a file that ends in .csv, .ndjson, .jsonl or .parquet. In Excel, save it as “CSV UTF-8” first.
            </p>
          )}
          {upload.state === 'refused' && <ProblemNotice error={upload.error} />}
          <p className={subtle}>
            Nothing changes yet: next you see the first rows and say what each column is. The file is removed from the server after the import, or after 24 hours.
          </p>
        </div>
      ) : (
        <EmptyState title="Only administrators import files" text="Ask an administrator to import the file for you." />
      )}
    </Page>
  );
}

function FileChoice({ onChosen }: { onChosen: (file: File) => void }) {
  return (
    <DropZone
      aria-label="Drop a file"
      onDrop={({ items }) => {
        const [dropped] = items.flatMap((item) => (item.kind === 'file' ? [item] : []));
        void dropped?.getFile().then(onChosen);
      }}
      styles={style({ width: 'full' })}
    >
      <IllustratedMessage>
        <Heading level={2}>Drop a file of people here</Heading>
        <Content>CSV, NDJSON or Parquet, one person a row, up to 4 GiB. Text files in UTF-8, also as .gz.</Content>
        <ButtonGroup>
          <FileTrigger
            onSelect={(files) => {
              const file = files?.[0];
              if (file !== undefined) onChosen(file);
            }}
          >
            <Button variant="accent">Choose a file</Button>
          </FileTrigger>
        </ButtonGroup>
      </IllustratedMessage>
    </DropZone>
  );
}
