import { Button, Paper, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconCalendarOff, IconCalendarPlus, IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import type { Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useSettings } from '../session/settings.tsx';
import { EmptyState, LoadingRows } from '../shell/page.tsx';
import { usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTime, writeZone } from '../visit/visit-time.ts';
import classes from './place-list.module.css';
import { useNextVisits } from './place-queries.ts';
import { inOrderOfNextVisit, isMeant, type Place } from './places.ts';

/** Each one costs a question to the API. */
const AT_A_TIME = 40;
const SEARCHED_FROM = 8;

const TEXTS = inBothLanguages(
  {
    search: 'Search by name or address',
    nothingFound: 'No property like that',
    nothingFoundAdvice: 'Try fewer words.',
    next: (when: string) => `Next free visit: ${when}`,
    full: 'No free visits just now',
    unknown: 'See the free visits',
    more: 'Show more properties',
  },
  {
    search: 'Procurar por nome ou morada',
    nothingFound: 'Não há nenhum imóvel assim',
    nothingFoundAdvice: 'Experimente com menos palavras.',
    next: (when: string) => `Próxima visita livre: ${when}`,
    full: 'De momento sem visitas livres',
    unknown: 'Ver as visitas livres',
    more: 'Mostrar mais imóveis',
  },
);

/** The places an applicant can visit, those with free visits first. */
export function PlaceList({ places }: { readonly places: readonly Place[] }) {
  const texts = useTexts(TEXTS);
  const [search, setSearch] = useState('');
  const [count, setCount] = useState(AT_A_TIME);
  const meant = places.filter((place) => isMeant(place, search));
  const shown = meant.slice(0, count);
  return (
    <Stack gap="sm">
      {places.length >= SEARCHED_FROM && (
        <TextInput type="search" size="md" label={texts.search} leftSection={<IconSearch aria-hidden size={18} />} value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      )}
      {meant.length === 0 ? <EmptyState level={3} title={texts.nothingFound} advice={texts.nothingFoundAdvice} /> : <OrderedPlaces places={shown} />}
      {shown.length < meant.length && (
        <Button variant="default" size="md" onClick={() => setCount(count + AT_A_TIME)}>
          {texts.more}
        </Button>
      )}
    </Stack>
  );
}

function OrderedPlaces({ places }: { readonly places: readonly Place[] }) {
  const { next, isRead } = useNextVisits(places);
  const ids = places.map(({ id }) => id);
  const order = useSteadyOrder(ids, isRead ? inOrderOfNextVisit(ids, next) : null);
  if (order === null) {
    return <LoadingRows rows={Math.min(places.length, 4)} height={104} />;
  }
  const byId = new Map(places.map((place) => [place.id, place]));
  return (
    <Stack component="ul" gap="sm" className={classes['list'] ?? ''}>
      {order.map((id) => {
        const place = byId.get(id);
        return place === undefined ? null : (
          <li key={id}>
            <PlaceCard place={place} next={next.get(id)} />
          </li>
        );
      })}
    </Stack>
  );
}

/** Keeps the first order of the same places: what somebody is about to tap must not move when a time is booked elsewhere. */
function useSteadyOrder(ids: readonly string[], order: readonly string[] | null): readonly string[] | null {
  const [kept, setKept] = useState<{ readonly of: string; readonly order: readonly string[] } | null>(null);
  const of = ids.join(' ');
  if (order !== null && kept?.of !== of) {
    setKept({ of, order });
    return order;
  }
  return kept?.of === of ? kept.order : null;
}

function PlaceCard({ place, next }: { readonly place: Place; readonly next: Slot | null | undefined }) {
  const texts = useTexts(TEXTS);
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(place);
  const { default_time_zone: usualZone } = useSettings();
  const zone = times.zone === usualZone ? '' : ` · ${writeZone(times)}`;
  const when = next == null ? '' : `${writeDay(next.start_time, times)}, ${writeTime(next.start_time, times)}${zone}`;
  return (
    <Paper withBorder p="md" component={Link} to={`/properties/${place.id}`} className={classes['card'] ?? ''}>
      <div className={classes['text']}>
        <Title order={3} size="h5">
          {nameOf(place.id, place)}
        </Title>
        {place.address !== null && place.title !== null && (
          <Text size="sm" c="dimmed">
            {place.address}
          </Text>
        )}
        <Text size="sm" className={classes['next'] ?? ''} data-free={next != null}>
          {next === null ? <IconCalendarOff aria-hidden size={16} /> : <IconCalendarPlus aria-hidden size={16} />}
          <span>{next === undefined ? texts.unknown : next === null ? texts.full : texts.next(when)}</span>
        </Text>
      </div>
      <IconChevronRight aria-hidden size={20} className={classes['onward'] ?? ''} />
    </Paper>
  );
}
