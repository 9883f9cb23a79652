import { z } from 'zod';
import { errorCodeNames } from './errorCodes.ts';

/** One thing that is wrong with a request. `path` is the field's path in the request, for example `credentials.accessKeyId`; empty for the request as a whole. */
export const issueSchema = z.object({
  path: z.string(),
  code: z.enum(errorCodeNames),
  message: z.string(),
});
export type Issue = z.infer<typeof issueSchema>;

/** RFC 9457 problem details, the body of every answer that is an error. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(errorCodeNames),
  detail: z.string(),
  remedy: z.string(),
  issues: z.array(issueSchema),
  requestId: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
