/** What AWS calls the state of a stream, for people. A stream that is being changed goes on taking records. */
const texts: Readonly<Record<string, string>> = {
  ACTIVE: 'Active',
  UPDATING: 'Active (being changed)',
  CREATING: 'Being created',
  DELETING: 'Being deleted',
};

export const streamStatusText = (status: string): string => texts[status] ?? status;
