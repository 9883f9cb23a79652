import { Tag, TagGroup } from '@react-spectrum/s2/TagGroup';
import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useQueries } from '@tanstack/react-query';
import { apiQuery } from '../api.ts';
import { formatPlural } from '../ui/format.ts';
import type { PickedSegment } from './activationForm.ts';

/** Most tags shown at once. */
const mostTags = 30;

/** What is picked, whatever the search shows; each can be taken away again. */
export function PickedSegments({ picked, onRemove }: { picked: readonly PickedSegment[]; onRemove: (ids: ReadonlySet<string>) => void }) {
  const shown = picked.slice(0, mostTags);
  // A draft holds the names of the day it was written.
  const current = useQueries({ queries: shown.map(({ id }) => apiQuery('getSegment', { params: { id } })) });
  if (picked.length === 0) return null;
  return (
    <div>
      <TagGroup
        label="Picked segments"
        items={shown.map(({ id, name }, index) => ({ id, name: current[index]?.data?.name ?? name }))}
        onRemove={(keys) => onRemove(new Set([...keys].map(String)))}
      >
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
