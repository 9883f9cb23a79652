import { Tag, TagGroup } from '@react-spectrum/s2/TagGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatPlural } from '../ui/format.ts';
import type { PickedSegment } from './activationForm.ts';

/** Most tags shown at once. */
const mostTags = 30;

/** What is picked, whatever the search shows; each can be taken away again. */
export function PickedSegments({ picked, onRemove }: { picked: readonly PickedSegment[]; onRemove: (ids: ReadonlySet<string>) => void }) {
  if (picked.length === 0) return null;
  return (
    <div>
      <TagGroup label="Picked segments" items={picked.slice(0, mostTags)} onRemove={(keys) => onRemove(new Set([...keys].map(String)))}>
        {(segment) => (
          <Tag id={segment.id} textValue={segment.name}>
            {segment.name}
          </Tag>
        )}
      </TagGroup>
      {picked.length > mostTags ? (
        <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>and {formatPlural(picked.length - mostTags, 'more segment', 'more segments')}</span>
      ) : null}
    </div>
  );
}
