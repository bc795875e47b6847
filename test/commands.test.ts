import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { decodeJwt } from 'jose';
import { DEMO_AGENTS, DEMO_ORGANIZATION } from '../src/embedded/demo-people.ts';
import { findFreePort } from '../src/embedded/free-port.ts';
import { ApiClient } from './api.fixture.ts';
import { TestMachine, type TestProgram } from './process.fixture.ts';
import { until } from './until.fixture.ts';

describe('the commands beside a running server', { timeout: 200_000 }, () => {
  let machine: TestMachine;
  let server: TestProgram;
  before(async () => {
    machine = await TestMachine.make();
    // The secret is the one that the server makes up, as a user has it.
    server = await machine.start({ SUPABASE_JWT_SECRET: '' });
  });
  after(() => machine.remove());

  /** `npm run -s NAME -- ARGS` as a user types it, in the environment of the server. */
  async function run(name: 'token' | 'screen' | 'people', args: readonly string[], settings: Record<string, string> = {}) {
    const environment = { SUPABASE_JWT_SECRET: '', EMBEDDED_SQS_PORT: new URL(server.queueUrl).port, ...settings };
    const program = machine.runProgram('npm', ['run', '--silent', name, '--', ...args], environment);
    const { code } = await program.ended;
    return { code, stdout: program.stdout, stderr: program.stderr };
  }

  async function signIn(...args: string[]): Promise<ApiClient> {
    const { code, stdout, stderr } = await run('token', args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    return new ApiClient(server.url, stdout.trim());
  }

  async function screen(...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await run('screen', args);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^published, message \S+\n$/);
  }

  test('token --agent signs in an agent of the demo agency', async () => {
    const { status, body } = await (await signIn('--agent', DEMO_AGENTS.ana.email)).getMe();
    assert.equal(status, 200);
    assert.equal(body.role, 'agent');
    assert.deepEqual(body.organizations.map(({ agent_id: id }) => id), [DEMO_AGENTS.ana.id]);
  });

  test('token --agent with --organization signs in an agent nobody has seen before', async () => {
    const organization = randomUUID();
    const { status, body } = await (await signIn('--agent', 'novo@agency.example', '--organization', organization)).getMe();
    assert.equal(status, 200);
    assert.deepEqual(body.organizations.map(({ organization_id: id }) => id), [organization]);
  });

  test('a person screened with the command is an applicant, and screened again is the same one', async () => {
    const email = `${randomUUID()}@correio.example`;
    await screen('--name', 'Sofia Lopes', '--email', email, '--risk', 'LOW');
    const applicant = await signIn('--applicant', email);
    await until('the applicant is known', async () => (await applicant.getMe()).status === 200);
    await screen('--name', '𠮷野 Dias', '--email', email.toUpperCase(), '--risk', 'MEDIUM');
    await until('the applicant has the new name', async () => {
      const { body } = await applicant.getMe();
      assert.equal(body.organizations.length, 1);
      return body.organizations[0]?.name === '𠮷野 Dias';
    });
    const database = await machine.connect();
    const { rows } = await database.query('SELECT organization_id, risk_level FROM applicants WHERE lower(email) = $1', [email]);
    assert.deepEqual(rows, [{ organization_id: DEMO_ORGANIZATION, risk_level: 'MEDIUM' }]);
  });

  test('a record that the wrong person is signed in with goes to the right one: the address is corrected, the link taken away', async () => {
    const [wrong, right] = [`${randomUUID()}@correio.example`, `${randomUUID()}@correio.example`];
    const organization = randomUUID();
    const screenAs = (email: string) => screen('--organization', organization, '--applicant', person, '--name', 'Eva', '--email', email, '--risk', 'LOW');
    const person = randomUUID();
    await screenAs(wrong);
    const stranger = await signIn('--applicant', wrong);
    await until('the stranger is linked', async () => (await stranger.getMe()).status === 200);
    await screenAs(right);
    await until('the address is corrected', async () => (await stranger.getMe()).body.organizations[0]?.email === right);
    const eva = await signIn('--applicant', right);
    assert.equal((await eva.getMe()).status, 401);
    const applicantId = (await stranger.getMe()).body.organizations[0]?.applicant_id ?? assert.fail('an applicant');
    const unlinked = await run('people', ['unlink', organization, applicantId]);
    assert.deepEqual([unlinked.code, unlinked.stdout], [0, '1 unlinked\n'], unlinked.stderr);
    assert.equal((await stranger.getMe()).status, 401);
    assert.equal((await eva.getMe()).body.organizations[0]?.applicant_id, applicantId);
    assert.equal((await stranger.getMe()).status, 401);
    const again = await run('people', ['unlink', organization, randomUUID()]);
    assert.deepEqual([again.code, again.stdout], [1, '']);
    assert.match(again.stderr, /no such applicant/);
    const database = await machine.connect();
    const { rows } = await database.query('SELECT type, actor_role FROM events WHERE applicant_id = $1 ORDER BY id', [applicantId]);
    assert.deepEqual(rows.slice(-2).map(({ type }) => type), ['applicant.unlinked', 'applicant.linked']);
  });

  test('screen takes the organization and the id of the person as the tour shows them', async () => {
    const [organization, applicant] = [randomUUID(), randomUUID()];
    const email = `${applicant}@correio.example`;
    await screen('--organization', organization, '--applicant', applicant, '--name', 'Zé', '--email', email, '--risk', 'LOW');
    const api = await signIn('--applicant', email);
    await until('the applicant is known', async () => (await api.getMe()).status === 200);
    const { rows } = await (await machine.connect()).query('SELECT external_id FROM applicants WHERE organization_id = $1', [organization]);
    assert.deepEqual(rows, [{ external_id: applicant }]);
  });

  const person = ['--name', 'Eva', '--email', 'eva@correio.example'];
  const mistakes: readonly (readonly ['token' | 'screen' | 'people', readonly string[], RegExp])[] = [
    ['token', [], /--agent EMAIL/],
    ['token', ['--agent', 'a@b.example', '--applicant', 'c@d.example'], /--agent EMAIL/],
    ['token', ['--agent', ''], /--agent EMAIL/],
    ['token', ['--agent', 'a@b.example', '--hours', '0'], /--hours/],
    ['token', ['--agent', 'a@b.example', '--organization', 'casa-clara'], /organization.*UUID/i],
    ['token', ['--agnet', 'a@b.example'], /--agnet/],
    ['token', ['ana@b.example'], /ana@b\.example/],
    ['people', [], /unlink ORGANIZATION_ID/],
    ['people', ['unlink', '9a3d5a7e-8f0b-4b57-9c6d-2e4f6a8b0c1d'], /unlink ORGANIZATION_ID/],
    ['screen', [], /--name NAME/],
    ['screen', person, /--risk/],
    ['screen', [...person, '--risk', 'NONE'], /risk_level/],
    ['screen', [...person, '--risk', 'low'], /risk_level/],
    ['screen', ['--name', 'Eva', '--email', 'eva', '--risk', 'LOW'], /email/],
    ['screen', ['--name', '', '--email', 'eva@correio.example', '--risk', 'LOW'], /name/],
    ['screen', [...person, '--risk', 'LOW', '--organization', '7'], /organization_id/],
    ['screen', [...person, '--risk', 'LOW', '--applicant', '7'], /applicant_id/],
    ['screen', [...person, '--risk', 'LOW', '--score', '7'], /--score/],
  ];
  for (const [name, args, message] of mistakes) {
    test(`${name} ${args.join(' ')} ends with 1 and says what is wrong, on standard error alone`, async () => {
      const { code, stdout, stderr } = await run(name, args);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace is not for users');
    });
  }

  test('screen without a server to take it says where it looked and what to do', async () => {
    const port = String(await findFreePort());
    const { code, stdout, stderr } = await run('screen', [...person, '--risk', 'LOW'], { EMBEDDED_SQS_PORT: port });
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, new RegExp(`127\\.0\\.0\\.1:${port}`));
    assert.match(stderr, /start|EMBEDDED_SQS_PORT/);
  });

  test('token names the project as its issuer, whether or not SUPABASE_URL ends with a slash', async () => {
    const { stdout } = await run('token', ['--agent', 'a@b.example'], { SUPABASE_URL: 'https://project.example/' });
    assert.equal(decodeJwt(stdout.trim()).iss, 'https://project.example/auth/v1');
  });

  test('token without a data folder says which file it looked for, and an empty variable counts as not set', async () => {
    const missing = await run('token', ['--agent', 'a@b.example'], { DATA_DIR: `${machine.dataDir}/elsewhere` });
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /elsewhere\/jwt-secret.*start the server/);
    const empty = machine.runProgram(process.execPath, ['src/commands/token.ts', '--agent', 'a@b.example'], { SUPABASE_JWT_SECRET: '', DATA_DIR: '' });
    await empty.ended;
    // Either there is a .data in the project or it is named as the folder that is missing.
    assert.ok(empty.stdout !== '' || empty.stderr.includes('.data/jwt-secret'), empty.stderr);
  });
});
