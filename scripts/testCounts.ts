import type { TestModule } from 'vitest/node';

export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** A test file as far as counting goes. */
export interface CountedModule {
  state(): ReturnType<TestModule['state']>;
  readonly children: { allTests(): Iterable<{ result(): { readonly state: 'passed' | 'failed' | 'skipped' | 'pending' } }> };
}

/**
 * Every test once. A file that failed without a failing test (it could not be loaded, or a hook threw), a test that
 * never ended and an error outside of any test are one failure each, so that nothing red is counted as nothing.
 */
export function countTests(modules: Iterable<CountedModule>, errorsOutside: number): TestCounts {
  const counts = { passed: 0, failed: errorsOutside, skipped: 0 };
  for (const module of modules) {
    let failedHere = 0;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === 'passed' || state === 'skipped') counts[state] += 1;
      else failedHere += 1;
    }
    if (failedHere === 0 && module.state() === 'failed') failedHere = 1;
    counts.failed += failedHere;
  }
  return counts;
}

/** The closing line, for example `412 passed, 0 failed, 3 skipped`. */
export function closingLine(counts: TestCounts): string {
  return `${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
}

/** 0 only when something ran and nothing failed. */
export function exitCodeOf(counts: TestCounts): number {
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
