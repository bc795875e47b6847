import { randomUUID } from 'node:crypto';
import { parse } from 'yaml';
import { z } from 'zod';
import { readContractText } from '../src/rest/contract-document.ts';
import { checkAnswer } from './contract.fixture.ts';
import { signToken } from './token.fixture.ts';
import { visitAt } from './visit.fixture.ts';
import type { SignedIn, TestVisita } from './visita.fixture.ts';

/** An operation of the contract, as it is called. */
export interface ContractOperation {
  readonly id: string;
  readonly method: string;
  readonly template: string;
}

const Paths = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const Operation = z.looseObject({ operationId: z.string() });

/** Every operation of the contract document, read anew and not from generated types. */
export function operationsOfContract(): ContractOperation[] {
  const { paths } = Paths.parse(parse(readContractText()));
  return Object.entries(paths).flatMap(([template, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const found = Operation.safeParse(operation);
      return found.success ? [{ id: found.data.operationId, method: method.toUpperCase(), template }] : [];
    }),
  );
}

/** Everybody who may call, seen from one slot, its booking and its property. */
export const CALLER_KINDS = [
  'none', 'forged', 'expired', 'nobody', 'anonymous',
  'owner', 'colleague', 'foreignAgent',
  'holder', 'neighbour', 'foreignApplicant', 'withdrawnHolder', 'withdrawnNeighbour',
] as const;
export type CallerKind = (typeof CALLER_KINDS)[number];

/** Tokens of everybody; null for the one who has none. */
export type Tokens = Readonly<Record<CallerKind, string | null>>;

/** What an operation is about: made for one call. */
export interface Situation {
  readonly propertyId: string;
  readonly title: string;
  readonly freeSlotId: string;
  readonly bookedSlotId: string;
  readonly bookingId: string;
  readonly notes: string;
  /** Hours from now that nobody has anything to do at. */
  readonly freeHours: number;
}

/** Two agencies with their people. Visits are an hour apart, so that nobody is ever in two places. */
export class TwoAgencies {
  readonly organizationId: string;
  readonly #visita: TestVisita;
  readonly #people: Readonly<Record<Person, SignedIn>>;
  #nextHours = 24;

  static async make(visita: TestVisita): Promise<TwoAgencies> {
    const [organizationId, foreign] = [randomUUID(), randomUUID()];
    const applicants = [visita.applicant(organizationId), visita.applicant(organizationId), visita.applicant(foreign), visita.applicant(organizationId), visita.applicant(organizationId)] as const;
    const [holder, neighbour, foreignApplicant, withdrawnHolder, withdrawnNeighbour] = await Promise.all(applicants);
    const [owner, colleague, foreignAgent] = await Promise.all([visita.agent(organizationId), visita.agent(organizationId), visita.agent(foreign)] as const);
    return new TwoAgencies(visita, { owner, colleague, foreignAgent, holder, neighbour, foreignApplicant, withdrawnHolder, withdrawnNeighbour }, organizationId);
  }

  private constructor(visita: TestVisita, people: Readonly<Record<Person, SignedIn>>, organizationId: string) {
    this.#visita = visita;
    this.#people = people;
    this.organizationId = organizationId;
  }

  /** E-mail addresses that no applicant but their own ever reads. */
  get emails(): readonly string[] {
    return [this.#people.holder.email, this.#people.withdrawnHolder.email];
  }

  /** Screens a person of this agency again: HIGH withdraws their eligibility, LOW gives it back. */
  async screenAgain(person: 'withdrawnHolder' | 'withdrawnNeighbour', riskLevel: 'LOW' | 'HIGH'): Promise<void> {
    const { email } = this.#people[person];
    const [applicant] = await this.#visita.database.query<{ external_id: string }>('SELECT external_id FROM applicants WHERE email = $1', [email]);
    if (applicant === undefined) {
      throw new Error(`no applicant ${person}`);
    }
    await this.#visita.screen({ organizationId: this.organizationId, externalId: applicant.external_id, email, riskLevel, screenedAt: new Date() });
  }

  /** A described property with a free slot and one that is booked, by the withdrawn one where it is about them. */
  async situation(holder: 'holder' | 'withdrawnHolder' = 'holder'): Promise<Situation> {
    const hours = this.#nextHours;
    this.#nextHours += 3;
    const { owner } = this.#people;
    const [propertyId, title, notes] = [randomUUID(), `T2 ${randomUUID()}`, `notes ${randomUUID()}`];
    await owner.api.putProperty(propertyId, { title, address: 'Rua dos Remédios 42', time_zone: 'Europe/Lisbon' });
    const { body: free } = await owner.api.createSlot(visitAt({ property_id: propertyId, hours }));
    const { body: taken } = await owner.api.createSlot(visitAt({ property_id: propertyId, hours: hours + 1 }));
    const { body: booked, status } = await this.#people[holder].api.createBooking({ slot_id: taken.slot.id, notes });
    if (status !== 201) {
      throw new Error(`booking failed with ${status}`);
    }
    return { propertyId, title, freeSlotId: free.slot.id, bookedSlotId: taken.slot.id, bookingId: booked.booking.id, notes, freeHours: hours + 2 };
  }

  async tokens(): Promise<Tokens> {
    const { owner } = this.#people;
    const ownersClaims = { sub: owner.userId, email: owner.email, app_metadata: { organization_id: this.organizationId } };
    const { email: unlinked } = await this.#visita.screen({ organizationId: this.organizationId });
    const tokenOf = (person: Person) => this.#people[person].api.token;
    return {
      none: null,
      forged: await signToken(ownersClaims, 'another-secret-that-is-also-long-enough'),
      expired: await signToken({ ...ownersClaims, exp: Math.floor(Date.now() / 1000) - 3600 }),
      nobody: await signToken({ sub: randomUUID(), email: `${randomUUID()}@people.example` }),
      // Claims the address of somebody who was screened and never signed in.
      anonymous: await signToken({ sub: randomUUID(), email: unlinked, is_anonymous: true }),
      owner: tokenOf('owner'),
      colleague: tokenOf('colleague'),
      foreignAgent: tokenOf('foreignAgent'),
      holder: tokenOf('holder'),
      neighbour: tokenOf('neighbour'),
      foreignApplicant: tokenOf('foreignApplicant'),
      withdrawnHolder: tokenOf('withdrawnHolder'),
      withdrawnNeighbour: tokenOf('withdrawnNeighbour'),
    };
  }
}

type Person = Exclude<CallerKind, 'none' | 'forged' | 'expired' | 'nobody' | 'anonymous'>;

/** An answer as it stood on the wire; a stream is left at once and has no text. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Calls and checks the answer against the contract. */
export async function ask(url: string, request: { method: string; path: string; token: string | null; body?: object | undefined; headers?: Record<string, string> | undefined }): Promise<WireAnswer> {
  const { method, path, token, body } = request;
  const headers = new Headers(request.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (body !== undefined) headers.set('content-type', 'application/json');
  const response = await fetch(new URL(path, url), { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const contentType = response.headers.get('content-type');
  const isStream = contentType?.startsWith('text/event-stream') === true;
  if (isStream) await response.body?.cancel();
  const text = isStream ? '' : await response.text();
  const parsed: unknown = contentType?.includes('json') === true ? JSON.parse(text) : text;
  checkAnswer(method, path.split('?')[0] ?? '', { status: response.status, contentType, requestId: response.headers.get('x-request-id'), body: parsed });
  return { status: response.status, headers: response.headers, text };
}
