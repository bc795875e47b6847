import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { useApi } from '../api/context.tsx';
import type { Slot } from '../api/contract.ts';
import { Intentions } from '../api/intention.ts';
import { ApiProblem, answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import type { PlannedVisit } from './offer-series.ts';

/** How many offers are under way at once: enough to be quick, too few to crowd others out. */
const AT_ONCE = 4;

export interface Offer extends PlannedVisit {
  readonly property_id: string;
}

/** What came of one offer of several. */
export interface OfferOutcome {
  readonly offer: Offer;
  /** Null when it was taken. */
  readonly problem: ApiProblem | null;
}

/** Offers visits, each repeated under one Idempotency-Key while its outcome is unknown: an answer that never came makes no second slot. */
export function useOffering() {
  const api = useApi();
  const queries = useQueryClient();
  const [intentions] = useState(() => new Intentions());
  const offerOne = useCallback(
    async (offer: Offer): Promise<Slot> => {
      const { slot } = await intentions.carryOut(offer, (key, signal) =>
        answerOf(api.POST('/api/v1/slots', { params: { header: { 'Idempotency-Key': key } }, body: { ...offer }, signal })),
      );
      return slot;
    },
    [api, intentions],
  );
  const offerVisit = useCallback(
    async (offer: Offer) => {
      const slot = await offerOne(offer);
      void queries.invalidateQueries({ queryKey: QUERY.slots });
      return slot;
    },
    [offerOne, queries],
  );
  const offerAll = useCallback(
    async (offers: readonly Offer[], onProgress: (done: number) => void): Promise<readonly OfferOutcome[]> => {
      const outcomes = await inTurns(offers, async (offer) => ({ offer, problem: await problemIn(offerOne(offer)) }), onProgress);
      void queries.invalidateQueries({ queryKey: QUERY.slots });
      return outcomes;
    },
    [offerOne, queries],
  );
  return { offerVisit, offerAll };
}

async function problemIn(offering: Promise<Slot>): Promise<ApiProblem | null> {
  try {
    await offering;
    return null;
  } catch (error) {
    if (error instanceof ApiProblem) {
      return error;
    }
    throw error;
  }
}

/** A few at a time, the answers in the order of the questions. */
async function inTurns<Item, Answer>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Answer>,
  onProgress: (done: number) => void,
): Promise<readonly Answer[]> {
  const answers = new Map<number, Answer>();
  const waiting = items.entries();
  const work = async () => {
    for (const [index, item] of waiting) {
      answers.set(index, await ask(item));
      onProgress(answers.size);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return [...answers].toSorted(([one], [other]) => one - other).map(([, answer]) => answer);
}

/** Whether trying the same again may succeed: the server was away or busy, and did not say no. */
export function isWorthRepeating({ code }: ApiProblem): boolean {
  return ['unavailable', 'unreachable', 'rate_limited', 'idempotency_in_progress', 'internal'].includes(code);
}
