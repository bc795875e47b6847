/**
 * Runs a command line: its usage on standard error where the arguments are no wish, one line where it fails, and never a stack trace.
 * @param readWish what the arguments ask for; null where they ask for nothing that is known
 */
export async function runCommand<Wish>(usage: string, readWish: () => Wish | null, carryOut: (wish: Wish) => Promise<void>): Promise<void> {
  try {
    const wish = readWish();
    if (wish === null) {
      process.stderr.write(usage);
      process.exitCode = 1;
    } else {
      await carryOut(wish);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
