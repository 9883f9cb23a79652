import { css, style } from '@react-spectrum/s2/style' with { type: 'macro' };

const list = style({ display: 'inline-flex', flexWrap: 'wrap', gap: 4, justifyContent: { default: 'end', md: 'start' } });
const look = style({
  font: 'ui-sm',
  color: 'neutral',
  backgroundColor: { default: 'gray-100', ':hover': 'gray-200' },
  borderRadius: 'sm',
  borderStyle: 'none',
  paddingX: 8,
  paddingY: 4,
  cursor: 'pointer',
});
/** The whole tag is its title. */
const short = css('max-inline-size: 10rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap;');
const focus = css('&:focus-visible { outline: 2px solid currentcolor; outline-offset: 2px; }');

/** The tags of a destination; pressing one shows all destinations that have it. */
export function TagButtons({ tags, onChoose }: { tags: readonly string[]; onChoose: (tag: string) => void }) {
  if (tags.length === 0) return <>–</>;
  return (
    <span className={list}>
      {tags.map((tag) => (
        <button key={tag} type="button" className={`${look} ${short} ${focus}`} title={`Show all that are tagged ${tag}`} onClick={() => onChoose(tag)}>
          {tag}
        </button>
      ))}
    </span>
  );
}
