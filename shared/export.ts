import { z } from 'zod';

/** Lists that can be saved as a file, by their names in the audit trail. */
export const exportedLists = ['accounts', 'destinations', 'segments', 'runs', 'dead_letters', 'deliveries', 'audit'] as const;
export type ExportedList = (typeof exportedLists)[number];

/** Lists of one destination; the others are of everything. */
const listsOfDestination: ReadonlySet<ExportedList> = new Set(['runs', 'dead_letters', 'deliveries']);

export const exportFormats = ['csv', 'json'] as const;
export type ExportFormat = (typeof exportFormats)[number];

const value = z.string().max(256).optional();

/** What a list was narrowed to: the query of its route, as text. Closed, so that nothing gets into the audit trail that nobody thought about. */
const exportFilterSchema = z.strictObject({
  search: value,
  status: value,
  tag: value,
  accountId: value,
  sort: value,
  kind: value,
  state: value,
  code: value,
  reason: value,
  profileId: value,
  runId: value,
  actor: value,
  action: value,
  resource: value,
  destinationId: value,
  from: value,
  to: value,
});
export type ExportFilter = z.infer<typeof exportFilterSchema>;

/** Body of `POST /api/exports`. */
export const exportRequestSchema = z
  .strictObject({
    list: z.enum(exportedLists, `Name one of these lists: ${exportedLists.join(', ')}.`),
    /** Whose runs or dead letters. */
    destinationId: z.string().min(1).max(64).optional(),
    format: z.enum(exportFormats, 'The format is "csv" or "json".'),
    filter: exportFilterSchema.default({}),
  })
  .check(({ value: { list, destinationId }, issues }) => {
    const isOfOne = listsOfDestination.has(list);
    if (isOfOne === (destinationId !== undefined)) return;
    const message = isOfOne ? 'Say of which destination.' : 'This list is not of one destination: narrow it by its filter.';
    issues.push({ code: 'custom', path: ['destinationId'], message, input: destinationId });
  });
