import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../process.fixture.ts';

/** What is made wrong in the product's sources: every match is blanked out. */
export interface Sabotage {
  readonly file: string;
  readonly removed: RegExp;
}

/** A copy of the product in a folder of its own, with something made wrong. */
export class SabotagedBuild {
  readonly #folder: string;

  static async make(sabotages: readonly Sabotage[]): Promise<SabotagedBuild> {
    const folder = await mkdtemp(join(tmpdir(), 'visita-proof-sabotage-'));
    for (const part of ['src', 'db', 'openapi', 'package.json']) {
      await cp(join(PROJECT, part), join(folder, part), { recursive: true });
    }
    await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
    for (const { file, removed } of sabotages) {
      const text = await readFile(join(folder, file), 'utf8');
      assert.match(text, removed, `${file} does not read so any more: sabotage something else`);
      // Generated statements know their parameters by position: the text keeps its length.
      await writeFile(join(folder, file), text.replaceAll(removed, (match) => ' '.repeat(match.length)));
    }
    return new SabotagedBuild(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** For `Fleet.start`. */
  get script(): string {
    return join(this.#folder, 'src/main.ts');
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** What keeps a slot to one holder in the tables, whatever the statements do. */
export const DROP_ALL_GUARDS = `
  DROP INDEX bookings_one_holder;
  ALTER TABLE bookings DROP CONSTRAINT bookings_agent_in_one_place, DROP CONSTRAINT bookings_applicant_in_one_place;
  DROP TRIGGER bookings_confirmed_is_held ON bookings;
  DROP TRIGGER slots_let_go_of_no_confirmed_booking ON slots;
  ALTER TABLE slots DROP CONSTRAINT slots_booking_is_confirmed;`;

/** Makes it likely that two bookings meet between look and change, also where little is going on. */
export const PAUSE_BEFORE_BOOKING = `
  CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.05); RETURN NEW; END $$;
  CREATE TRIGGER pause BEFORE INSERT ON bookings FOR EACH ROW EXECUTE FUNCTION pause();`;
