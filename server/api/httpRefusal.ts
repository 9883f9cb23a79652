import type { ErrorCode } from '../../shared/errorCodes.ts';
import { ActivationError } from '../kit/errors.ts';

/** A refusal whose HTTP status says more than its code does, for example 415 for a media type. */
export class HttpRefusal extends ActivationError {
  readonly status: number;

  constructor(status: number, code: ErrorCode, message: string, detail: ConstructorParameters<typeof ActivationError>[2] = {}) {
    super(code, message, detail);
    this.status = status;
  }
}
