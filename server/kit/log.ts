import { pino, stdTimeFunctions } from 'pino';

export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Named fields of one log line. Never a secret, a token, a cookie or a payload. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the server may say about itself: named fields and one fixed sentence. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}

/** Where lines go; the standard output unless a test wants to read them. */
export interface LogTarget {
  write(line: string): void;
}

/**
 * The cause of an error as far as a log may hold it: names, codes and the places in our own code. An error's other
 * fields stay out, since client libraries hang whole requests with their credentials on them.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    ...(typeof code === 'string' && { code }),
    message: error.message.slice(0, 500),
    stack: error.stack?.split('\n').slice(1, 9).join('\n'),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** One JSON object a line, times RFC 3339 UTC; line breaks and control characters arrive escaped, as JSON demands. */
export function createLog(level: LogLevel, target: LogTarget = process.stdout): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: describeError },
    },
    target,
  );
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
  };
}
