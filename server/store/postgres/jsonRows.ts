/** The rows of a SELECT, which names its columns as the fields of their objects, as one JSON array. pg reads it as objects. */
export const jsonRows = (select: string): string => `(SELECT coalesce(json_agg(r), '[]') FROM (${select}) r)`;
