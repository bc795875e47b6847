/** On a busy machine a request may take more than five seconds to be sent or read. */
const UNREAD = 408;
const PATIENCE_MS = 60_000;

/** Sends a request until it was read in time. Nothing came of it before, so it may be repeated (RFC 9110, section 15.5.9). */
export async function untilRead<Answer extends { readonly status?: number | undefined }>(send: () => Promise<Answer>): Promise<Answer> {
  const deadline = performance.now() + PATIENCE_MS;
  let answer = await send();
  while (answer.status === UNREAD && performance.now() < deadline) {
    answer = await send();
  }
  return answer;
}
