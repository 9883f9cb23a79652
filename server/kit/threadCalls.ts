/** Calls from one thread to another: the name of a method and its arguments as a message, and one reply each. */
import type { ErrorCode } from '../../shared/errorCodes.ts';
import type { Issue } from '../../shared/problem.ts';
import { ActivationError } from './errors.ts';

export interface Call<Method extends string> {
  /** Counts up per caller: replies name it. */
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** An error as it crosses the thread: `ActivationError` on both sides. */
export interface Failure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues: readonly Issue[];
  readonly retryAfterSeconds: number | undefined;
  readonly vendorCode: string | undefined;
  /** For the log: where it came from. */
  readonly detail: string | undefined;
}

export type Reply = { readonly id: number; readonly ok: true; readonly value: unknown } | { readonly id: number; readonly ok: false; readonly failure: Failure };

export function toFailure(error: ActivationError): Failure {
  return {
    code: error.code,
    message: error.message,
    issues: error.issues,
    retryAfterSeconds: error.retryAfterSeconds,
    vendorCode: error.vendorCode,
    detail: error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : undefined,
  };
}

export function fromFailure(failure: Failure): ActivationError {
  return new ActivationError(failure.code, failure.message, {
    issues: failure.issues,
    ...(failure.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: failure.retryAfterSeconds }),
    ...(failure.vendorCode === undefined ? {} : { vendorCode: failure.vendorCode }),
    ...(failure.detail === undefined ? {} : { cause: new Error(failure.detail) }),
  });
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: ActivationError): void;
}

/** One side of a line to another thread: asks, and gives each reply to whoever waits for it. */
export class Caller<Method extends string> {
  readonly #line: { postMessage(message: unknown): void };
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #ended: ActivationError | null = null;

  constructor(line: { postMessage(message: unknown): void }) {
    this.#line = line;
  }

  /** Resolves with what the method answered over there; rejects with its error, or with that of `end`. */
  ask(method: Method, args: readonly unknown[]): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== null) return reject(this.#ended);
      const call: Call<Method> = { id: (this.#lastId += 1), method, args };
      this.#line.postMessage(call);
      this.#waiting.set(call.id, { resolve, reject });
    });
  }

  take(reply: Reply): void {
    const call = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.ok) call?.resolve(reply.value);
    else call?.reject(fromFailure(reply.failure));
  }

  /** Nobody answers any more: refuses what waits and whatever is asked from now on. The first reason stays. */
  end(error: ActivationError): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
