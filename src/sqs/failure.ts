import { VisitaError } from '../errors.ts';

/** What a log line may say of an error. */
export interface Failure {
  readonly name: string;
  readonly code?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly at?: string;
}

/**
 * Describes an error without its message: a parser or a database driver quotes in it what it was given, and here that
 * is a person's name and e-mail. Where it was thrown is said instead. The product's own errors quote nothing.
 */
export function describeFailure(error: unknown): Failure {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  if (error instanceof VisitaError) {
    return { name: error.name, code: error.code, detail: error.message };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const status = statusOf(error);
  // Frames only: the lines before them repeat the message.
  const at = error.stack?.match(/^\s+at .+$/m)?.[0].trim();
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(at === undefined ? {} : { at }),
  };
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error) || typeof error.$metadata !== 'object' || error.$metadata === null) {
    return undefined;
  }
  const metadata = error.$metadata;
  return 'httpStatusCode' in metadata && typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
