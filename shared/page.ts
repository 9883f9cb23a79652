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
