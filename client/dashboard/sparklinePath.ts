/**
 * SVG path of a trend in a box of `width` by `height`: zero at the bottom, the largest value at the top. Fewer values than
 * `slots` stand at the right, since what came before is not known. `closed` adds the floor, for filling.
 */
export function sparklinePath(values: readonly number[], slots: number, width: number, height: number, closed: boolean): string {
  if (values.length < 2) return '';
  const top = Math.max(1, ...values);
  const margin = 1;
  const step = width / (Math.max(slots, values.length) - 1);
  const start = width - (values.length - 1) * step;
  const line = values
    .map((value, index) => {
      const x = start + index * step;
      const y = height - margin - (value / top) * (height - 2 * margin);
      return `${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join(' L');
  return closed ? `M${start.toFixed(1)} ${height} L${line} L${width} ${height} Z` : `M${line}`;
}
