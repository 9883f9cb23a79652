import type { Segment } from '../../shared/segment.ts';

/** How a segment got here, in words. */
export const originTexts: Readonly<Record<Segment['origin'], string>> = { discovered: 'Seen in profiles', api: 'Named in Tributary' };
