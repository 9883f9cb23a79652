import { z } from 'zod';
import { destinationInputSchema } from './destination.ts';

const switches = {
  /** Writes one record, marked as a test. */
  testRecord: z.boolean().default(false),
  /** Looks for that record in the stream. */
  readBack: z.boolean().default(false),
};

const onlyWhatWasWritten = ({ testRecord, readBack }: { readonly testRecord: boolean; readonly readBack: boolean }): boolean => testRecord || !readBack;
const refusal = { path: ['readBack'], error: 'Only a test record can be read back. Ask for one with testRecord, too.' };

/** Body of `POST /api/destinations/:id/test`; all of it may be left out. */
export const storedDestinationTestSchema = z.strictObject(switches).refine(onlyWhatWasWritten, refusal);

/** Body of `POST /api/destinations/test`: a form as it stands, whose other fields matter only once it is saved. */
export const destinationTestSchema = z
  .strictObject({
    accountId: destinationInputSchema.shape.accountId,
    stream: destinationInputSchema.shape.stream,
    name: z.string().optional(),
    description: z.string().optional(),
    options: destinationInputSchema.shape.options,
    tags: destinationInputSchema.shape.tags,
    ...switches,
  })
  .refine(onlyWhatWasWritten, refusal);
