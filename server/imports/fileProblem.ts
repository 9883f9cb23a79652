import { ActivationError } from '../kit/errors.ts';

/** A file that cannot be imported as a whole. The message says where and what to do. */
export function fileProblem(message: string, cause?: unknown): ActivationError {
  return new ActivationError('file_invalid', message, { cause });
}
