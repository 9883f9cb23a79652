import { Tag, TagGroup } from '@react-spectrum/s2/TagGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { formatPlural } from '../ui/format.ts';
import type { PickedSegment } from './activationForm.ts';
import { useSegmentNames } from './useSegmentNames.ts';

/** What is picked, whatever the search shows; each can be taken away again. */
export function PickedSegments({ picked, onRemove }: { picked: readonly PickedSegment[]; onRemove: (ids: ReadonlySet<string>) => void }) {
  const shown = useSegmentNames(picked);
  if (picked.length === 0) return null;
  return (
    <div>
      <TagGroup label="Picked segments" items={shown} onRemove={(keys) => onRemove(new Set([...keys].map(String)))}>
        {(segment) => (
          <Tag id={segment.id} textValue={segment.name}>
            {segment.name}
          </Tag>
        )}
      </TagGroup>
      {picked.length > shown.length ? (
        <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>and {formatPlural(picked.length - shown.length, 'more segment', 'more segments')}</span>
      ) : null}
    </div>
  );
}
