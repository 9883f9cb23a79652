/** How many names are written out. */
const shown = 2;

/** The first names, and how many more there are; all of them on hover. */
export function NameList({ names, none }: { names: readonly string[]; none: string }) {
  if (names.length === 0) return <>{none}</>;
  const rest = names.length - shown;
  return (
    <span title={rest > 0 ? names.join('\n') : undefined}>
      {names.slice(0, shown).join(', ')}
      {rest > 0 && ` and ${rest} more`}
    </span>
  );
}
