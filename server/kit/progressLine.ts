const width = 30;

/** 12345 → 12,345. */
export const grouped = (count: number): string => count.toLocaleString('en-US');

/** `[######........................] 20 %  1,000 of 5,000 rows  profiles` */
export function progressLine({ done, total, table }: { readonly done: number; readonly total: number; readonly table: string }): string {
  const share = total === 0 ? 1 : done / total;
  const filled = Math.floor(share * width);
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.floor(share * 100)} %  ${grouped(done)} of ${grouped(total)} rows  ${table}`;
}
