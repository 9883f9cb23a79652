import { z } from 'zod';
import { rangeQuery } from './page.ts';
import type { Route } from './route.ts';
import { growthSchema } from './segmentHistory.ts';
import { sampleQuerySchema, sampleSchema } from './segmentProfile.ts';

/** One segment, looked into. */
export const segmentRoutes = {
  getSegmentGrowth: {
    method: 'GET',
    path: '/api/segments/:id/growth',
    summary: 'The size of a segment over time, and who entered and left; the last 30 days unless a range is given, at most a year',
    access: 'viewer',
    query: z.object(rangeQuery),
    status: 200,
    response: growthSchema,
  },
  listSegmentProfiles: {
    method: 'GET',
    path: '/api/segments/:id/profiles',
    summary: 'Some people of a segment: all values for admins, personal ones masked for marketers, only the names of fields for viewers',
    access: 'viewer',
    query: sampleQuerySchema,
    status: 200,
    response: sampleSchema,
  },
} as const satisfies Record<string, Route>;
