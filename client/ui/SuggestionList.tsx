import { style } from '@react-spectrum/s2/style' with { type: 'macro' };
import { useEffect, useRef } from 'react';
import type { Suggestion } from './suggestions.ts';

export interface SuggestionListProps {
  readonly id: string;
  readonly label: string;
  readonly matches: readonly Suggestion[];
  readonly active: number;
  /** Pixels from the top of the field to the bottom edge of its box, over what follows; null: it stands beneath the field and moves what follows, where it would be cut off. */
  readonly top: number | null;
  readonly onChoose: (suggestion: Suggestion) => void;
}

const option = style({
  display: 'flex',
  flexDirection: 'column',
  paddingX: 12,
  paddingY: 8,
  borderRadius: 'default',
  font: 'ui',
  cursor: 'pointer',
  overflowWrap: 'anywhere',
  backgroundColor: { default: 'transparent', ':hover': 'gray-100', isActive: 'gray-200' },
});

export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

/** The open list beneath a text field. Focus stays in the field; the list only shows where the arrow keys stand. */
export function SuggestionList({ id, label, matches, active, top, onChoose }: SuggestionListProps) {
  const current = useRef<HTMLDivElement>(null);
  // In braces: newer browsers answer with a promise, which is no clean-up.
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      id={id}
      role="listbox"
      aria-label={`${label}: suggestions`}
      style={top === null ? {} : { top }}
      className={style({
        position: { default: 'absolute', isInFlow: 'static' },
        insetX: 0,
        zIndex: 2,
        margin: 0,
        marginTop: { isInFlow: 8 },
        padding: 4,
        maxHeight: 288,
        overflow: 'auto',
        boxSizing: 'border-box',
        backgroundColor: 'elevated',
        boxShadow: 'elevated',
        borderStyle: 'solid',
        borderWidth: 1,
        borderColor: 'gray-200',
        borderRadius: 'lg',
      })({ isInFlow: top === null })}
    >
      {matches.map((suggestion, index) => (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- keys belong to the text field, where focus stays
        <div
          key={suggestion.value}
          id={optionId(id, index)}
          ref={index === active ? current : null}
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          // Pressing must not take focus out of the field, which would close the list before the click arrives.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(suggestion)}
          className={option({ isActive: index === active })}
        >
          {suggestion.label}
          {suggestion.detail === undefined ? null : <span className={style({ font: 'ui-sm', color: 'neutral-subdued' })}>{suggestion.detail}</span>}
        </div>
      ))}
    </div>
  );
}
