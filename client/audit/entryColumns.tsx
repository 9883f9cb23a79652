import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { AuditEntry, ChangeEntry } from '../../shared/audit.ts';
import type { ListColumn } from '../ui/ListTable.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { Changes } from './Changes.tsx';
import { actionText, actorText, addressOf, entryText, refusalText, subjectText } from './auditWords.ts';

const quiet = style({ display: 'block', font: 'ui-sm', color: 'neutral-subdued', fontWeight: 'normal', marginTop: 4 });

/** An address of four numbers; one of IPv6 is too long for that. */
const oneLine = style({ whiteSpace: 'nowrap' });

function Subject({ entry, isLinked }: { entry: ChangeEntry & Partial<Pick<AuditEntry, 'destinationId'>>; isLinked: boolean }) {
  const text = subjectText(entry);
  if (text === null) return null;
  const address = isLinked ? addressOf({ resource: entry.resource, destinationId: entry.destinationId ?? null }) : null;
  return (
    <span className={quiet}>
      {address === null ? (
        <bdi>{text}</bdi>
      ) : (
        <Link href={address} isQuiet>
          <bdi>{text}</bdi>
        </Link>
      )}
    </span>
  );
}

const what: ListColumn<ChangeEntry> = {
  key: 'what',
  label: 'What',
  cell: (entry) => (
    <>
      {actionText(entry.action)}
      {entry.resource.kind === 'account' && <Subject entry={entry} isLinked />}
      {entry.resource.kind === 'list' && <Subject entry={entry} isLinked={false} />}
    </>
  ),
};
const who: ListColumn<ChangeEntry> = { key: 'who', label: 'Who', cell: ({ actor }) => <bdi>{actorText(actor)}</bdi> };
const when: ListColumn<ChangeEntry> = { key: 'when', label: 'When', cell: ({ at }) => <RelativeTime at={at} /> };
const changes: ListColumn<ChangeEntry> = {
  key: 'changes',
  label: 'What changed',
  isBlock: true,
  cell: (entry) => <Changes entry={entry} name={`${actionText(entry.action)}, ${actorText(entry.actor)}`} />,
};

/** Of one destination: its own name need not be said. */
export const historyColumns: readonly ListColumn<ChangeEntry>[] = [what, who, when, changes];

/** Of the whole trail. */
export const auditColumns: readonly ListColumn<AuditEntry>[] = [
  {
    key: 'what',
    label: 'What',
    cell: (entry) => (
      <>
        {entryText(entry)}
        <Subject entry={entry} isLinked />
        {entry.result === 'refused' && <span className={style({ display: 'block', font: 'ui-sm', color: 'negative', marginTop: 4 })}>Refused: {refusalText(entry)}</span>}
      </>
    ),
  },
  who,
  when,
  { key: 'from', label: 'From', cell: ({ address }) => <span className={address.includes(':') ? undefined : oneLine}>{address}</span> },
  changes,
];
