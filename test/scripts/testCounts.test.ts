import { expect, test } from 'vitest';
import { closingLine, countTests, exitCodeOf, type CountedModule } from '../../scripts/testCounts.ts';

type State = 'passed' | 'failed' | 'skipped' | 'pending';

function moduleOf(state: ReturnType<CountedModule['state']>, ...tests: State[]): CountedModule {
  return { state: () => state, children: { allTests: () => tests.map((result) => ({ result: () => ({ state: result }) })) } };
}

test('every test is counted once', () => {
  const counts = countTests([moduleOf('passed', 'passed', 'passed', 'skipped'), moduleOf('failed', 'failed', 'passed')], 0);
  expect(counts).toEqual({ passed: 3, failed: 1, skipped: 1 });
  expect(closingLine(counts)).toBe('3 passed, 1 failed, 1 skipped');
  expect(exitCodeOf(counts)).toBe(1);
});

test('a file that could not be loaded, a test that never ended and an error outside of tests are failures', () => {
  expect(countTests([moduleOf('failed')], 0).failed).toBe(1);
  expect(countTests([moduleOf('failed', 'pending')], 0).failed).toBe(1);
  expect(countTests([moduleOf('failed', 'passed')], 0)).toMatchObject({ passed: 1, failed: 1 });
  expect(countTests([moduleOf('passed', 'passed')], 2).failed).toBe(2);
});

test('a run in which nothing ran is no success', () => {
  expect(exitCodeOf(countTests([], 0))).toBe(1);
  expect(exitCodeOf(countTests([moduleOf('skipped', 'skipped')], 0))).toBe(1);
  expect(exitCodeOf(countTests([moduleOf('passed', 'passed', 'skipped')], 0))).toBe(0);
});

test('the closing line leaves out what did not happen', () => {
  expect(closingLine({ passed: 7, failed: 0, skipped: 0 })).toBe('7 passed, 0 failed');
});
