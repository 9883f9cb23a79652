import type { Delivery, DeliveryReason } from '../../shared/delivery.ts';

/** Why a record was sent. */
export const reasonTexts: Readonly<Record<DeliveryReason, string>> = {
  membership: 'Entered or left a segment',
  identity: 'An identity changed',
  attribute: 'An attribute changed',
  backfill: 'Everyone was sent',
  replay: 'A dead letter was replayed',
  test: 'A test',
};

/** A number of 56 digits by its beginning and its end, which is what tells neighbours apart. */
export const shortSequence = (sequenceNumber: string): string => (sequenceNumber.length > 20 ? `${sequenceNumber.slice(0, 6)}…${sequenceNumber.slice(-10)}` : sequenceNumber);

/** From acceptance to the stream's answer, milliseconds. */
export const latencyOf = ({ acceptedAt, deliveredAt }: Pick<Delivery, 'acceptedAt' | 'deliveredAt'>): number => Date.parse(deliveredAt) - Date.parse(acceptedAt);
