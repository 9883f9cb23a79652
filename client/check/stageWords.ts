import type { CheckResult, CheckStage } from '../../shared/account.ts';

const names: Readonly<Record<string, string>> = {
  endpoint: 'Reach AWS',
  credentials: 'Sign in',
  assume_role: 'Use the role',
  list_streams: 'List streams',
  describe_stream: 'Find the stream',
  state: 'Stream takes records',
  encryption: 'Encryption',
  write_permission: 'Permission to write',
  test_record: 'Write a test record',
  read_back: 'Read the test record back',
};

/** What a stage is called on the pages; the name of the API where a newer server has one the pages do not know. */
export const stageName = (stage: string): string => names[stage] ?? stage.replaceAll('_', ' ');

export const statusWords: Readonly<Record<CheckStage['status'], string>> = { passed: 'Passed', failed: 'Failed', skipped: 'Skipped' };

/** How a test ended, in one or two sentences: what is announced. */
export function summaryOf({ stages }: CheckResult): string {
  const failed = stages.find(({ status }) => status === 'failed');
  const written = stages.filter(({ record }) => record !== undefined).length;
  const records = written === 0 ? '' : written === 1 ? ' A test record was written.' : ` ${written} test records were written.`;
  // Sending needs no permission to read.
  if (failed?.stage === 'read_back') return `The connection works: AWS takes records for this stream.${records} Reading it back failed, which sending does not need.`;
  if (failed !== undefined) return `The test failed at “${stageName(failed.stage)}”. What comes after it was not tried.${records}`;
  return (stages.some(({ stage }) => stage === 'write_permission') ? 'The connection works: AWS takes records for this stream.' : 'The sign-in works.') + records;
}
