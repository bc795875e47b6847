const FIRST_DELAYS_SECONDS = [2, 4, 8];
const LONGEST_DELAY_SECONDS = 300;
const PATIENCE_MS = 2 * 24 * 3_600_000;

/** Seconds until the next attempt after so many: 2, 4, 8, then doubling up to five minutes, of that a random half to whole. */
export function retryDelaySeconds(attempts: number): number {
  const first = FIRST_DELAYS_SECONDS[attempts - 1];
  if (first !== undefined) {
    return first;
  }
  const whole = Math.min(LONGEST_DELAY_SECONDS, 2 ** Math.min(attempts, 20));
  // Without the spread everything that waited comes back to a recovering mail server in the same moment.
  return Math.ceil(whole / 2 + Math.random() * (whole / 2));
}

/** Two days are what people are used to from mail servers (RFC 5321, section 4.5.4.1, asks for four or five). */
export function isPatienceAtEnd(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() > PATIENCE_MS;
}
