import { pino } from 'pino';
import { openDataFolder } from './data-folder.ts';
import { startEmbeddedPostgresql } from './postgresql.ts';

/**
 * A server with nothing but PostgreSQL, for tests that kill it: `node postgresql.fixture.ts DATA_DIR` prints one line
 * of JSON, `{url}` or `{error}`, and runs until SIGTERM or SIGINT. Logs go to standard error.
 */
function say(line: { url: string } | { error: string }): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

try {
  const dataFolder = await openDataFolder(process.argv[2] ?? '');
  const postgresql = await startEmbeddedPostgresql({ dataFolder, logger: pino({ level: 'debug' }, pino.destination(2)) });
  const stop = async (): Promise<void> => {
    await postgresql.stop();
    dataFolder.release();
  };
  process.once('SIGTERM', () => void stop());
  process.once('SIGINT', () => void stop());
  say({ url: postgresql.url });
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
  process.exitCode = 1;
}
