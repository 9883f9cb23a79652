import { randomUUID } from 'node:crypto';

/** What an id names, readable in logs and addresses. */
export type IdPrefix = 'acc' | 'dst' | 'run' | 'dlt' | 'drf' | 'imp' | 'usr' | 'pol' | 'prp' | 'alr' | 'alt' | 'alc' | 'ntc' | 'wrk';

/** A new opaque id: prefix and 122 random bits, for example `dst_0b5c…`. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomUUID().replaceAll('-', '')}`;
}
