import { z } from 'zod';

/** Query of every list: `limit` 1 to 500, and the `nextCursor` of the page before. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number('The limit is a number from 1 to 500.').int().min(1, 'The limit is at least 1.').max(500, 'The limit is at most 500.').default(50),
  cursor: z.string().max(2_048).optional(),
});
export type PageQuery = z.infer<typeof pageQuerySchema>;

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export function pageSchema<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

const instantSchema = z.iso.datetime({ offset: true, message: 'Write the time as RFC 3339, for example 2026-11-20T10:00:00Z.' });

/** Query of whatever is read for a stretch of time; what an end that is left out means is the route's own. */
export const rangeQuery = { from: instantSchema.optional(), to: instantSchema.optional() };
