import type { SelfCheck } from '../../shared/selfCheck.ts';

/** What a check of the counts found, to follow "Counts checked …: ". */
export function sumsSentence({ addsUp, differences }: Pick<SelfCheck, 'addsUp' | 'differences'>): string {
  return addsUp ? 'all add up.' : `these do not add up. ${differences.join(' ')} Delivery goes on; give this line to whoever runs this server.`;
}
