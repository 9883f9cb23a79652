import { Checkbox } from '@react-spectrum/s2/Checkbox';
import { Link } from '@react-spectrum/s2/Link';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import type { Destination } from '../../shared/destination.ts';
import { formatCount } from '../ui/format.ts';
import type { ListColumn } from '../ui/ListTable.tsx';
import { RelativeTime } from '../ui/RelativeTime.tsx';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { DestinationMenu } from './DestinationMenu.tsx';
import { NameList } from './NameList.tsx';
import { RunHour } from './RunHour.tsx';
import { runKindTexts } from './runWords.ts';
import { TagButtons } from './TagButtons.tsx';

const subtle = style({ font: 'ui-sm', color: 'neutral-subdued', display: 'block' });
const withBox = style({ display: 'flex', alignItems: 'center', gap: 8 });

export interface ColumnChoices {
  /** Label of a destination type. */
  readonly typeLabelOf: (type: string) => string;
  readonly onTag: (tag: string) => void;
  /** Null: nobody can pick here. */
  readonly pick: { readonly isPicked: (id: string) => boolean; readonly onPick: (id: string, isPicked: boolean) => void } | null;
}

/** Every column of the destinations but the row's menu; all but the name can be hidden. */
export function destinationColumnsWith({ typeLabelOf, onTag, pick }: ColumnChoices): readonly ListColumn<Destination>[] {
  return [
    {
      key: 'name',
      label: 'Name',
      sort: { key: 'name' },
      cell: (destination) => {
        const link = (
          <Link href={`/destinations/${destination.id}`} isStandalone isQuiet>
            {destination.name}
          </Link>
        );
        if (pick === null) return link;
        return (
          <span className={withBox}>
            <Checkbox aria-label={`Pick ${destination.name}`} isSelected={pick.isPicked(destination.id)} onChange={(isPicked) => pick.onPick(destination.id, isPicked)} />
            {link}
          </span>
        );
      },
    },
    { key: 'status', label: 'Status', sort: { key: 'status' }, cell: (destination) => <StatusBadge destination={destination} /> },
    { key: 'type', label: 'Type', cell: ({ type }) => typeLabelOf(type) },
    {
      key: 'stream',
      label: 'Stream',
      cell: (destination) => (
        <span>
          {destination.stream}
          <span className={subtle}>{destination.region}</span>
        </span>
      ),
    },
    { key: 'account', label: 'Account', cell: ({ accountName }) => accountName },
    { key: 'segments', label: 'Segments', cell: ({ segments }) => <NameList names={segments.map(({ name }) => name)} none="None yet" /> },
    { key: 'tags', label: 'Tags', cell: ({ tags }) => <TagButtons tags={tags} onChoose={onTag} /> },
    {
      key: 'lastDelivery',
      label: 'Last delivery',
      sort: { key: 'lastDelivery', isDescendingFirst: true },
      cell: ({ lastDeliveredAt }) => <RelativeTime at={lastDeliveredAt} empty="None yet" />,
    },
    { key: 'lastRun', label: 'Last run', cell: (destination) => <LastRun destination={destination} /> },
    { key: 'created', label: 'Created', sort: { key: 'created', isDescendingFirst: true }, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    { key: 'modified', label: 'Modified', sort: { key: 'modified', isDescendingFirst: true }, cell: ({ updatedAt }) => <RelativeTime at={updatedAt} /> },
  ];
}

export const destinationMenuColumn: ListColumn<Destination> = {
  key: 'menu',
  label: 'Actions',
  isLabelHidden: true,
  align: 'end',
  cell: (destination) => <DestinationMenu destination={destination} />,
};

function LastRun({ destination: { id, lastRun } }: { destination: Destination }) {
  if (lastRun === null) return <>None yet</>;
  return (
    <span>
      <Link href={`/destinations/${id}/runs`} isStandalone isQuiet>
        {runKindTexts[lastRun.kind]}
      </Link>
      <span className={subtle}>
        {lastRun.kind === 'streaming' ? <RunHour startedAt={lastRun.startedAt} /> : <RelativeTime at={lastRun.startedAt} />}
        {lastRun.failed > 0 && `, ${formatCount(lastRun.failed)} failed`}
      </span>
    </span>
  );
}
