import { Client } from 'pg';
import { dumpSchema } from './schema-dump.ts';

// Prints the schema of a running database as db/schema.sql has it, to compare the two:
//   node scripts/dump-schema.ts "$DATABASE_URL" | diff db/schema.sql -

const [url] = process.argv.slice(2);
if (url === undefined) {
  process.stderr.write('Which database? node scripts/dump-schema.ts postgres://…\n');
  process.exitCode = 2;
} else {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    process.stdout.write(await dumpSchema(client));
  } finally {
    await client.end();
  }
}
