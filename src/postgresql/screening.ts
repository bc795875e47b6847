import type { ScreenedApplicant, Screening, ScreeningOutcome } from '../applicant.ts';
import { emailKey } from '../caller.ts';
import type { ScreeningIntake, ScreeningStore } from '../service/ports.ts';
import { toScreenedApplicant } from './applicant.ts';
import type { Connection, Database } from './database.ts';
import { claimScreening, findScreenedApplicant, saveScreenedApplicant } from './screening.gen.ts';

/** Screenings in PostgreSQL, each in one transaction. */
export class PostgresqlScreeningStore implements ScreeningStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async takeIn<T>(work: (intake: ScreeningIntake) => Promise<T>): Promise<T> {
    return this.#database.transaction((connection) => work(new PostgresqlScreeningIntake(connection)));
  }
}

class PostgresqlScreeningIntake implements ScreeningIntake {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async claim(screening: Screening): Promise<boolean> {
    const { organizationId, externalId, screenedAt } = screening;
    const rows = await claimScreening.run({ organizationId, externalId, screenedAt }, this.#connection);
    return rows.length > 0;
  }

  async findApplicant(organizationId: string, externalId: string): Promise<ScreenedApplicant | null> {
    const [row] = await findScreenedApplicant.run({ organizationId, externalId }, this.#connection);
    return row === undefined ? null : toScreenedApplicant(row);
  }

  async save(applicant: ScreenedApplicant, screening: Screening, outcome: ScreeningOutcome): Promise<void> {
    const { organizationId, id, externalId, name, email, riskLevel } = applicant;
    const facts = { organizationId, id, externalId, name, email, riskLevel, emailKey: emailKey(email) };
    // Of a change to what is known of them nobody is told.
    const messageKind = outcome === 'registered' ? 'applicant_registered' : null;
    const parameters = { ...facts, screenedAt: screening.screenedAt, eventType: `applicant.${outcome}`, messageKind };
    await saveScreenedApplicant.run(parameters, this.#connection);
  }
}
