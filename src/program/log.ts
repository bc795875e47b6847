import { pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

/**
 * The server's log: JSON lines on standard error, so that standard output holds what a person is to read.
 * Errors are written without what PostgreSQL quotes of a row (`detail`, `where`): notes and addresses live there.
 */
export function createLogger(level: string, destination: DestinationStream = process.stderr): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    destination,
  );
}

const KEPT = ['code', 'constraint', 'table', 'schema', 'severity', 'routine', 'syscall'] as const;

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) {
    return stdSerializers.err(new Error(`thrown: ${typeof error}`));
  }
  const facts = KEPT.map((name) => [name, Reflect.get(error, name)] as const).filter(([, value]) => value !== undefined);
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(facts),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
