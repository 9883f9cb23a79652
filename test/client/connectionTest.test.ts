import { expect, test } from 'vitest';
import { adminText } from '../../client/check/adminText.ts';
import { stageName, summaryOf } from '../../client/check/stageWords.ts';
import type { CheckStage } from '../../shared/account.ts';

const place = { account: 'Production', region: 'eu-west-1', stream: 'audience-events' };
const denied: CheckStage = {
  stage: 'write_permission',
  status: 'failed',
  durationMs: 31,
  code: 'access_denied',
  vendorCode: 'AccessDeniedException',
  message: 'AWS does not allow this user kinesis:PutRecords.',
  remedy: 'Ask your AWS administrator to grant the permission named in the details.',
  field: 'stream',
};

test('what is copied for an administrator says what was tried, where, what AWS said, what to do and when', () => {
  expect(adminText(denied, place, Date.UTC(2026, 10, 20, 10))).toBe(
    [
      'A connection test in Tributary failed.',
      'Tried: Permission to write (write_permission)',
      'Stream: audience-events',
      'Region: eu-west-1',
      'Account in Tributary: Production',
      'What happened: AWS does not allow this user kinesis:PutRecords.',
      'AWS code: AccessDeniedException',
      'Code in Tributary: access_denied',
      'What to do: Ask your AWS administrator to grant the permission named in the details.',
      'Time: 2026-11-20T10:00:00.000Z',
    ].join('\n'),
  );
});

test('what is not known is left out of it', () => {
  const text = adminText({ stage: 'endpoint', status: 'failed', durationMs: 1, message: 'AWS cannot be reached.' }, { ...place, stream: null }, 0);
  expect(text.split('\n').map((line) => line.split(':')[0])).toEqual([
    'A connection test in Tributary failed.',
    'Tried',
    'Region',
    'Account in Tributary',
    'What happened',
    'Time',
  ]);
});

test('the end of a test is told in a sentence, with every record that was written, and a stage the pages do not know still has a name', () => {
  const passed = (stage: string): CheckStage => ({ stage, status: 'passed', durationMs: 1 });
  expect(summaryOf({ ok: false, stages: [passed('endpoint'), denied] })).toBe('The test failed at “Permission to write”. What comes after it was not tried.');
  expect(summaryOf({ ok: true, stages: [passed('endpoint'), passed('write_permission')] })).toBe('The connection works: AWS takes records for this stream.');
  const record = { shardId: 'shard-0', sequenceNumber: '1', latencyMs: 3, partitionKey: 'tributary-test', data: '{"test":true}' };
  expect(summaryOf({ ok: true, stages: [{ ...passed('write_permission'), record }] })).toBe('The connection works: AWS takes records for this stream. A test record was written.');
  expect(
    summaryOf({
      ok: false,
      stages: [
        { ...passed('test_record'), record },
        { ...denied, stage: 'read_back' },
      ],
    }),
  ).toBe('The connection works: AWS takes records for this stream. A test record was written. Reading it back failed, which sending does not need.');
  expect(summaryOf({ ok: true, stages: [passed('endpoint'), passed('credentials')] })).toBe('The sign-in works.');
  expect(stageName('new_stage')).toBe('new stage');
});
