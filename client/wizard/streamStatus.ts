/** What AWS calls the state of a stream, for people. A stream that is being changed goes on taking records. */
const texts: Readonly<Record<string, string>> = {
  ACTIVE: 'Active',
  UPDATING: 'Active (being changed)',
  CREATING: 'Being created',
  DELETING: 'Being deleted',
};

export const streamStatusText = (status: string): string => texts[status] ?? status;

const modes: Readonly<Record<string, string>> = { PROVISIONED: 'Provisioned', ON_DEMAND: 'On demand' };

/** How a stream gets its shards, for people. */
export const streamModeText = (mode: string): string => modes[mode] ?? mode;

/** Whether what lies in a stream is encrypted, for people. */
export const encryptionText = (encryption: string): string => (encryption === 'NONE' ? 'None' : encryption === 'KMS' ? 'With a key in AWS KMS' : encryption);
