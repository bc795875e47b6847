import { SQSClient } from '@aws-sdk/client-sqs';
import { VisitaError } from '../errors.ts';

/** The SDK's defaults never give up on a connection that went silent; a consumer would then hang on one for good. */
const CONNECT_WITHIN_MS = 5_000;
/** Longer than the longest long poll, 20 s. */
const ANSWER_WITHIN_MS = 30_000;

/**
 * An SQS client. What is left out comes from the AWS SDK's own variables (`AWS_REGION`, credentials,
 * `AWS_ENDPOINT_URL_SQS`). Whoever creates it destroys it.
 */
export function createSqsClient(
  options: {
    readonly endpoint?: string;
    readonly region?: string;
    readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  } = {},
): SQSClient {
  return new SQSClient({
    ...options,
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: ANSWER_WITHIN_MS,
      throwOnRequestTimeout: true,
    },
  });
}

/** The SDK reads its region from its own variables and files, and says that there is none at each call. `invalid_argument` where there is none. */
export async function judgeRegion(client: SQSClient): Promise<void> {
  try {
    await client.config.region();
  } catch (error) {
    throw new VisitaError('invalid_argument', 'AWS_REGION is missing, and no profile of the AWS SDK names a region: the queue cannot be asked', { cause: error });
  }
}
