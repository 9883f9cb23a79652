/** What a test is for: what its button is called, and what is said before. */
export const purposes = {
  signIn: { action: 'Test connection', intro: 'Signs in to AWS and looks. Nothing is changed there.' },
  connection: {
    action: 'Test connection',
    intro: 'Asks AWS whether it would take records. AWS writes nothing for that; a local stand-in for AWS may write one record, marked as a test. No data of people is sent.',
  },
  testRecord: {
    action: 'Send test record',
    intro:
      'Writes one record, marked as a test, as records of people are written, and reads it back where AWS allows that. It holds no data of people. Readers of the stream should skip it.',
  },
} as const;
export type Purpose = keyof typeof purposes;
