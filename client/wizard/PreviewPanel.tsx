import { Picker, PickerItem } from '@react-spectrum/s2/Picker';
import { Content, Heading, InlineAlert } from '@react-spectrum/s2/InlineAlert';
import { Switch } from '@react-spectrum/s2/Switch';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useState } from 'react';
import type { Preview, PreviewCase } from '../../shared/activation.ts';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Facts } from '../ui/Facts.tsx';
import { Loading } from '../ui/Loading.tsx';
import { ProblemNotice } from '../ui/ProblemNotice.tsx';
import { formatBytes, formatShare } from '../ui/format.ts';
import { FindingList } from './FindingList.tsx';
import { isAboutKey, type usePreview } from './usePreview.ts';

const reasonTexts: Record<string, string> = {
  membership: 'Segment entered or left',
  identity: 'Identity changed',
  attribute: 'Attribute changed',
  backfill: 'In the segment now',
  replay: 'Sent again',
  test: 'Test',
};

type Happening = PreviewCase | 'now';

const happeningTexts: Record<Happening, string> = {
  now: 'Sent as the person is now',
  entered: 'The person enters a segment',
  updated: 'Something that is sent changes',
  exited: 'The person leaves a segment',
};

function indented(data: string): string {
  try {
    return JSON.stringify(JSON.parse(data), null, 2);
  } catch {
    return data;
  }
}

function Unsent({ heading, message }: { heading: string; message: string | null }) {
  return (
    <InlineAlert variant="notice">
      <Heading level={3}>{heading}</Heading>
      <Content>{message}</Content>
    </InlineAlert>
  );
}

function Sample({ item }: { item: Preview['items'][number] }) {
  const [isIndented, setIndented] = useState(true);
  if (item.data === null) return <Unsent heading="This person would be left out" message={item.message} />;
  return (
    <>
      {item.code !== null && <Unsent heading="No record can be sent for this person" message={item.message} />}
      <Facts
        facts={[
          ['Reason', reasonTexts[item.reason] ?? item.reason],
          ['Size', formatBytes(item.bytes)],
          ['Partition key', <bdi key="key">{item.partitionKey ?? '–'}</bdi>],
          ['Shard', item.shardId ?? 'Not known'],
        ]}
      />
      <pre
        tabIndex={0}
        aria-label="Record as it would be sent"
        className={style({
          font: 'code-sm',
          margin: 0,
          padding: 12,
          borderRadius: 'default',
          backgroundColor: 'base',
          overflow: 'auto',
          maxHeight: 400,
          whiteSpace: 'pre-wrap',
          overflowWrap: 'anywhere',
        })}
      >
        {isIndented ? indented(item.data) : item.data}
      </pre>
      <div className={style({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', justifyContent: 'space-between', gap: 8 })}>
        <Switch size="S" isSelected={isIndented} onChange={setIndented}>
          Indent for reading
        </Switch>
        <CopyButton text={item.data} label="Copy record" />
      </div>
    </>
  );
}

function Spread({ spread }: { spread: Preview['spread'] }) {
  const largest = [...spread].sort((one, other) => other.share - one.share).slice(0, 4);
  if (spread.length === 0) return null;
  return (
    <>
      <h3 className={style({ font: 'title-sm', margin: 0 })}>Spread over {spread.length === 1 ? 'one shard' : `${spread.length} shards`}</h3>
      <Facts facts={largest.map(({ shardId, share }) => [shardId, formatShare(share, 1)])} />
    </>
  );
}

/** The exact records for sample people, beside the form and always up to date with it. `missing`: what has to be filled in before there is one; null: nothing. */
export function PreviewPanel({ preview, missing }: Pick<ReturnType<typeof usePreview>, 'preview'> & { missing: string | null }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [happening, setHappening] = useState<Happening>('now');
  const items = preview.data?.items ?? [];
  const now = items.find(({ profileId }) => profileId === chosen) ?? items[0];
  const cases = (preview.data?.cases ?? []).filter(({ profileId }) => profileId === now?.profileId);
  const item = cases.find((candidate) => candidate.case === happening) ?? now;
  return (
    <aside
      aria-label="Preview"
      className={style({
        position: { xl: 'sticky' },
        top: 24,
        padding: 20,
        borderRadius: 'lg',
        backgroundColor: 'layer-1',
        display: 'flex',
        flexDirection: 'column',
        gap: 12,
        minWidth: 0,
      })}
    >
      <h2 className={style({ font: 'title', margin: 0 })}>Preview</h2>
      {missing !== null ? (
        <p className={style({ font: 'ui', color: 'neutral-subdued', margin: 0 })}>{missing}</p>
      ) : preview.isError ? (
        <ProblemNotice error={preview.error} onRetry={() => void preview.refetch()} />
      ) : preview.isPending ? (
        <Loading what="the preview" />
      ) : item === undefined ? (
        <p className={style({ font: 'body-sm', margin: 0 })}>Nobody is in the picked segments yet, so there is no record to show. The first person who enters will be sent.</p>
      ) : (
        <>
          <FindingList
            heading="Look at the mapping"
            level={3}
            findings={preview.data.findings.filter(({ field }) => !isAboutKey(field))}
            onShow={(profileId) => {
              setChosen(profileId);
              setHappening('now');
            }}
          />
          {items.length < 2 ? null : (
            <Picker
              label="Sample person"
              value={now?.profileId ?? ''}
              onChange={(key) => setChosen(String(key))}
              items={items.map(({ profileId }) => ({ id: profileId }))}
              styles={style({ width: 'full' })}
            >
              {({ id }) => <PickerItem id={id}>{id}</PickerItem>}
            </Picker>
          )}
          {cases.length === 0 ? null : (
            <Picker
              label="What happens"
              value={item === now ? 'now' : happening}
              onChange={(key) => setHappening(key as Happening)}
              items={[{ id: 'now' as const }, ...cases.map((candidate) => ({ id: candidate.case }))]}
              styles={style({ width: 'full' })}
            >
              {({ id }) => <PickerItem id={id}>{happeningTexts[id]}</PickerItem>}
            </Picker>
          )}
          <Sample item={item} />
          <Spread spread={preview.data.spread} />
        </>
      )}
    </aside>
  );
}
