import { start, type RunningServer } from './composition.ts';
import { ConfigurationError, readConfig } from './config.ts';
import { VisitaError } from './errors.ts';
import { createLogger } from './log.ts';
import type { Logger } from 'pino';

/** Runs the server as a program: settings from the environment, ends with the signal that a terminal or a host sends. */
async function main(): Promise<void> {
  let logger = createLogger('info');
  try {
    const config = readConfig(process.env);
    logger = createLogger(config.logLevel);
    const server = await start(config, logger);
    announce(server);
    stopOnSignal(server, logger);
  } catch (error) {
    if (error instanceof ConfigurationError || error instanceof VisitaError) {
      process.stderr.write(`${error.message}\n`);
    } else {
      logger.fatal({ err: error }, 'the server could not start');
    }
    process.exitCode = 1;
  }
}

/** Tells a person where everything is. */
function announce({ url, embedded }: RunningServer): void {
  const lines = [
    `API            ${url}/api/v1`,
    `API reference  ${url}/docs`,
    ...(embedded.sqs === null ? [] : [`Event queue    ${embedded.sqs.queueUrl}`]),
    `Visita is ready at ${url}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The first signal drains, a second one ends the process at once. */
function stopOnSignal(server: RunningServer, logger: Logger): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) {
        process.exit(1);
      }
      stopping = true;
      logger.info({ signal }, 'draining');
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          logger.fatal({ err: error }, 'the server did not stop in order');
          process.exit(1);
        },
      );
    });
  }
}

if (import.meta.main) {
  await main();
}
