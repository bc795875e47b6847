import { useQuery } from '@tanstack/react-query';
import type { Api } from '../api/client.ts';
import { useApi } from '../api/context.tsx';
import type { Property } from '../api/contract.ts';
import { ApiProblem, answerOf } from '../api/problem.ts';
import { QUERY } from '../api/queries.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useSettings } from '../session/settings.tsx';
import type { VisitTimes } from './visit-time.ts';

const TEXTS = inBothLanguages({ property: (id: string) => `Property ${id}` }, { property: (id: string) => `Imóvel ${id}` });

/** What is known of a property; null where nobody has described it: it can be visited all the same. */
export function useProperty(id: string) {
  const api = useApi();
  return useQuery({ queryKey: QUERY.property(id), queryFn: ({ signal }) => findProperty(api, id, signal) });
}

async function findProperty(api: Api, id: string, signal: AbortSignal): Promise<Property | null> {
  try {
    const { property } = await answerOf(api.GET('/api/v1/properties/{id}', { params: { path: { id } }, signal }));
    return property;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'not_found') {
      return null;
    }
    throw error;
  }
}

/** Names a property: its title, else its address, else the beginning of its id. */
export function usePropertyNaming(): (id: string, property: Pick<Property, 'title' | 'address'> | null | undefined) => string {
  const texts = useTexts(TEXTS);
  return (id, property) => property?.title ?? property?.address ?? texts.property(id.slice(0, 8));
}

/** How the times of visits at a property are written: in its zone, else in the one of the settings. */
export function useVisitTimes(property: Pick<Property, 'time_zone'> | null | undefined): VisitTimes {
  const { language } = useLanguage();
  const { default_time_zone: fallback } = useSettings();
  return { language, zone: property?.time_zone ?? fallback };
}
