/** An action of AWS that somebody has to allow. */
export interface NeededAction {
  readonly action: string;
  /** The stream itself; every stream, where AWS knows no narrower grant; the key that encrypts the stream. */
  readonly on: 'stream' | 'any' | 'key';
  readonly when: 'always' | 'picker' | 'readBack' | 'encrypted' | 'readBackEncrypted';
  readonly why: string;
}

/** All that is ever asked of AWS with the credentials of an account, and nothing else: the policies are made of this table, and a test holds the calls of the code against it. */
export const neededActions: readonly NeededAction[] = [
  { action: 'kinesis:DescribeStreamSummary', on: 'stream', when: 'always', why: 'to see that the stream is there, is ready and is still the same one' },
  { action: 'kinesis:ListShards', on: 'stream', when: 'always', why: 'to fill each shard and overfill none' },
  { action: 'kinesis:PutRecords', on: 'stream', when: 'always', why: 'to write records' },
  { action: 'kinesis:GetShardIterator', on: 'stream', when: 'readBack', why: 'to find a record in the stream again: one sent as a test, or one that a delivery tells of' },
  { action: 'kinesis:GetRecords', on: 'stream', when: 'readBack', why: 'to read such a record back' },
  { action: 'kinesis:ListStreams', on: 'any', when: 'picker', why: 'to offer your streams in a list, which AWS grants for all streams only; without it, the name is typed' },
  { action: 'kms:GenerateDataKey', on: 'key', when: 'encrypted', why: 'to encrypt what is written with your own key of the stream' },
  { action: 'kms:Decrypt', on: 'key', when: 'readBackEncrypted', why: 'to read back a record that is encrypted with your own key; sending works without it' },
];
