import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useWatch, type UseFormReturn } from 'react-hook-form';
import type { Account, Stream } from '../../shared/account.ts';
import type { DestinationType } from '../../shared/destination.ts';
import { readingNote } from '../../shared/fieldSpec.ts';
import { useApi } from '../api.ts';
import { Facts } from '../ui/Facts.tsx';
import { SuggestControl } from '../ui/SuggestControl.tsx';
import { TextControl } from '../ui/TextControl.tsx';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { useSettled } from '../ui/useSettled.ts';
import type { Help } from './help.tsx';
import type { SetupValues } from './setupForm.ts';
import { NeededPermissions } from '../access/NeededPermissions.tsx';
import { accessRequestOf } from './accessRequest.ts';
import { regionMismatch } from './streamAddress.ts';
import { encryptionText, streamModeText, streamStatusText } from './streamStatus.ts';

interface StreamFieldProps {
  readonly form: UseFormReturn<SetupValues>;
  readonly type: DestinationType;
  readonly account: Account;
  readonly help: Help;
}

/** The longest text the list of streams is searched by. */
const longestSearch = 128;

function StreamFacts({ stream }: { stream: Stream }) {
  return (
    <div className={style({ padding: 16, borderRadius: 'lg', backgroundColor: 'layer-1' })}>
      <Facts
        facts={[
          ['Status', streamStatusText(stream.status)],
          ['Mode', streamModeText(stream.mode)],
          ['Open shards', formatCount(stream.openShardCount)],
          ['Encryption', encryptionText(stream.encryption)],
          ['Retention', formatPlural(stream.retentionHours, 'hour')],
          ['Largest record', formatBytes(stream.maxRecordBytes)],
        ]}
      />
    </div>
  );
}

/** The stream: suggestions where the account may list streams, a plain field with a notice where it may not. A name and an ARN are both fine. */
export function StreamField({ form, type, account, help }: StreamFieldProps) {
  const typed = useWatch({ control: form.control, name: 'stream' });
  const spec = type.destinationFields.find((field) => field.name === 'stream');
  const search = useSettled(typed.startsWith('arn:') ? '' : typed.trim().slice(0, longestSearch), 250);
  const streams = useApi('listStreams', { params: { id: account.id }, query: { query: search }, keepPrevious: true });

  const mismatch = regionMismatch(typed, account.region);
  const chosen = streams.data?.items.find((stream) => stream.name === typed || stream.arn === typed);
  const isListable = streams.data?.listable === true;
  const topic = { title: spec?.label ?? 'Stream', text: spec?.help ?? '' };
  const unlisted = streams.isPending || isListable ? null : 'This account may not list streams. Type the name of the stream, or paste its ARN.';
  const shared = {
    control: form.control,
    name: 'stream' as const,
    label: spec?.label ?? 'Stream',
    isRequired: true,
    placeholder: spec?.placeholder,
    description: help.isBeside ? undefined : spec?.help,
    noteOf: (now: string, isLeft: boolean) => regionMismatch(now, account.region) ?? (isLeft && spec !== undefined ? readingNote(spec, now) : null) ?? unlisted,
    onFocus: () => help.show(topic),
  };
  return (
    <>
      {isListable || streams.isPending ? (
        <SuggestControl
          {...shared}
          suggestions={(streams.data?.items ?? []).map((stream) => ({
            value: stream.name,
            label: stream.name,
            detail: `${streamStatusText(stream.status)} · ${streamModeText(stream.mode)} · ${formatPlural(stream.openShardCount, 'shard')}`,
          }))}
        />
      ) : (
        <TextControl {...shared} />
      )}
      {chosen === undefined ? null : <StreamFacts stream={chosen} />}
      <NeededPermissions type={type.type} request={accessRequestOf(account, mismatch === null ? (chosen?.arn ?? typed) : '', isListable, chosen?.keyId ?? null)} />
    </>
  );
}
