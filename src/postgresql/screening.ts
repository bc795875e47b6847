import type { ScreenedApplicant, Screening, ScreeningOutcome, ScreeningVerdict } from '../applicant.ts';
import { emailKey } from '../caller.ts';
import type { ScreeningDecision, ScreeningStore } from '../service/ports.ts';
import { toScreenedApplicant } from './applicant.ts';
import { runByOrganization } from './by-organization.ts';
import type { Connection, TransactionLimits, Transactions } from './database.ts';
import {
  claimScreenings,
  claimScreeningsOfSeveral,
  findScreenedApplicants,
  findScreenedApplicantsOfSeveral,
  saveScreenedApplicants,
  saveScreenedApplicantsOfSeveral,
} from './screening.gen.ts';

/** A screening, and how to decide on it once no other one of this person can be taken in. */
export interface ScreeningRequest {
  readonly screening: Screening;
  readonly decide: ScreeningDecision;
}

/** Screenings in PostgreSQL, each in one transaction. */
export class PostgresqlScreeningStore implements ScreeningStore {
  readonly #database: Transactions;

  constructor(database: Transactions) {
    this.#database = database;
  }

  async takeIn(screening: Screening, decide: ScreeningDecision): Promise<ScreeningOutcome> {
    const [outcome = 'outdated'] = await this.takeInTogether([{ screening, decide }]);
    return outcome;
  }

  /**
   * Takes in screenings in one transaction, of several organizations only where one node has them all: all of them or none. Those of one person come one after the
   * other, in the order of their times. Gives the outcomes in the order of the requests.
   * @param limits how long it waits for a person whom somebody else takes in, or who is booking; `unavailable` after that
   */
  async takeInTogether(requests: readonly ScreeningRequest[], limits: TransactionLimits = {}): Promise<ScreeningOutcome[]> {
    return this.#database.transaction(async (connection) => {
      const outcomes = new Map<ScreeningRequest, ScreeningOutcome>();
      // The first turn has a screening of every person, so it takes all their locks, in one order; later turns wait for nobody.
      for (const turn of inTurns(requests)) {
        const verdicts = await decideOn(connection, await claim(connection, turn));
        verdicts.forEach(({ verdict }, request) => outcomes.set(request, verdict.outcome));
        await save(connection, [...verdicts.values()]);
      }
      return requests.map((request) => outcomes.get(request) ?? 'outdated');
    }, limits);
  }
}

/** So that no turn has two of one person: a statement can change a row only once. */
function inTurns(requests: readonly ScreeningRequest[]): ScreeningRequest[][] {
  const turns: ScreeningRequest[][] = [];
  const taken = new Map<string, number>();
  for (const request of requests.toSorted(({ screening: a }, { screening: b }) => a.screenedAt.getTime() - b.screenedAt.getTime() || saidAt(a).getTime() - saidAt(b).getTime())) {
    const person = personIn(request.screening);
    const place = taken.get(person) ?? 0;
    taken.set(person, place + 1);
    (turns[place] ??= []).push(request);
  }
  return turns;
}

function saidAt(screening: Screening): Date {
  return screening.saidAt ?? screening.screenedAt;
}

/** Those that are the newest of their person. */
async function claim(connection: Connection, requests: readonly ScreeningRequest[]): Promise<ScreeningRequest[]> {
  const columns = {
    ...personsOf(requests),
    screenedAts: requests.map(({ screening }) => screening.screenedAt),
    saidAts: requests.map(({ screening }) => saidAt(screening)),
  };
  const rows = await runByOrganization({ ofOne: claimScreenings, ofSeveral: claimScreeningsOfSeveral }, columns, connection);
  const claimed = new Set(rows.map(personOf));
  return requests.filter(({ screening }) => claimed.has(personIn(screening)));
}

interface Decided {
  readonly screening: Screening;
  readonly verdict: ScreeningVerdict;
}

async function decideOn(connection: Connection, requests: readonly ScreeningRequest[]): Promise<Map<ScreeningRequest, Decided>> {
  if (requests.length === 0) {
    return new Map();
  }
  const rows = await runByOrganization({ ofOne: findScreenedApplicants, ofSeveral: findScreenedApplicantsOfSeveral }, personsOf(requests), connection);
  const known = new Map(rows.map((row) => [personOf(row), toScreenedApplicant(row)]));
  return new Map(
    requests.map((request) => {
      const { screening, decide } = request;
      return [request, { screening, verdict: decide(known.get(personIn(screening)) ?? null) }];
    }),
  );
}

async function save(connection: Connection, decided: readonly Decided[]): Promise<void> {
  const toSave = decided.flatMap(({ screening, verdict: { applicant, outcome } }) => (applicant === null ? [] : [{ screening, applicant, outcome }]));
  if (toSave.length === 0) {
    return;
  }
  const column = <Value>(valueOf: (applicant: ScreenedApplicant) => Value) => toSave.map(({ applicant }) => valueOf(applicant));
  const columns = {
    organizationIds: column(({ organizationId }) => organizationId),
    ids: column(({ id }) => id),
    externalIds: column(({ externalId }) => externalId),
    names: column(({ name }) => name),
    emails: column(({ email }) => email),
    riskLevels: column(({ riskLevel }) => riskLevel),
    emailKeys: column(({ email }) => emailKey(email)),
    screenedAts: toSave.map(({ screening }) => screening.screenedAt),
    eventTypes: toSave.map(({ outcome }) => `applicant.${outcome}`),
  };
  await runByOrganization({ ofOne: saveScreenedApplicants, ofSeveral: saveScreenedApplicantsOfSeveral }, columns, connection);
}

function personsOf(requests: readonly ScreeningRequest[]) {
  return {
    organizationIds: requests.map(({ screening }) => screening.organizationId),
    externalIds: requests.map(({ screening }) => screening.externalId),
  };
}

/** Somebody whom two organizations screen is two persons here. */
function personIn({ organizationId, externalId }: Pick<Screening, 'organizationId' | 'externalId'>): string {
  return `${organizationId} ${externalId}`;
}

function personOf(row: { organization_id: string; external_id: string }): string {
  return personIn({ organizationId: row.organization_id, externalId: row.external_id });
}
