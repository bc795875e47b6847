import { parseArgs } from 'node:util';
import { emailKey } from '../caller.ts';
import { readConfig } from '../config.ts';
import { DEMO_ORGANIZATION } from '../embedded/demo-people.ts';
import { embeddedQueueAt } from '../embedded/sqs.ts';
import { idDerivedFrom } from '../service/derived-id.ts';
import { createSqsClient } from '../sqs/client.ts';
import { publishScreening, type ScreeningDraft } from '../sqs/publish.ts';
import { runCommand } from './command.ts';

const USAGE = `Publishes a screening result to the queue, as the screening service does.

  npm run screen -- --name NAME --email EMAIL --risk LOW|MEDIUM|HIGH [--organization UUID] [--applicant UUID]

  --organization  the agency that screened the person (default: the demo agency)
  --applicant     the screening service's id of the person (default: made from organization and e-mail,
                  so that screening the same person again refreshes them)
`;

function readDraft(): ScreeningDraft | null {
  const { values } = parseArgs({
    options: {
      organization: { type: 'string', default: DEMO_ORGANIZATION },
      applicant: { type: 'string' },
      name: { type: 'string' },
      email: { type: 'string' },
      risk: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const { organization: organizationId, name, email, risk: riskLevel } = values;
  if (values.help === true || name === undefined || email === undefined || riskLevel === undefined) {
    return null;
  }
  const externalId = values.applicant ?? personId(organizationId, email);
  return { externalId, organizationId, name, email, riskLevel, screenedAt: new Date() };
}

/** The same person of the same agency has the same id. */
function personId(organizationId: string, email: string): string {
  return idDerivedFrom(`${organizationId.toLowerCase()} ${emailKey(email)}`);
}

async function publish(draft: ScreeningDraft): Promise<string> {
  const { queue, embeddedSqsPort } = readConfig(process.env);
  const embedded = queue === null ? embeddedQueueAt(embeddedSqsPort) : null;
  const client = createSqsClient(embedded ?? {});
  try {
    return await publishScreening(client, queue?.url ?? embedded?.queueUrl ?? '', draft);
  } catch (error) {
    if (embedded !== null && error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
      const hint = 'start the server first, or set EMBEDDED_SQS_PORT to the port of the queue it prints';
      throw new Error(`nothing listens at ${embedded.endpoint}: ${hint}`, { cause: error });
    }
    throw error;
  } finally {
    client.destroy();
  }
}

await runCommand(USAGE, readDraft, async (draft) => {
  process.stdout.write(`published, message ${await publish(draft)}\n`);
});
