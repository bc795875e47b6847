import { Button, Group, Stack, Text, Title } from '@mantine/core';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useAddress } from '../shell/address.ts';
import { EmptyState, LoadingRows, Page } from '../shell/page.tsx';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import { groupByDay } from '../visit/visit-days.ts';
import { writeDay, writeZone } from '../visit/visit-time.ts';
import { BookingFilters } from './booking-filters.tsx';
import { BookingRow } from './booking-row.tsx';
import { readBookingsAddress, UPCOMING, writeBookingsAddress } from './bookings-address.ts';
import { useBookings, type BookingFilter } from './bookings.ts';
import { useCalendarZones } from './calendar-zones.ts';
import { useProperties, type Properties } from './properties.ts';
import classes from './slot-list.module.css';
import { today } from './wall-clock.ts';

const TEXTS = inBothLanguages(
  {
    title: 'Bookings',
    lead: (zone: string) => `Everybody’s in your agency. Each time is that of its property: ${zone}, unless it says otherwise.`,
    empty: 'No bookings',
    emptyAdvice: 'As soon as an applicant books a visit it stands here. Past ones show with an earlier first day.',
    noMatch: 'Nothing matches',
    noMatchAdvice: 'Try another name, another status or other days.',
    more: 'Show more',
    count: (count: number) => (count === 1 ? '1 booking' : `${count} bookings`),
    andMore: (count: number) => `${count} bookings so far`,
  },
  {
    title: 'Marcações',
    lead: (zone: string) => `De toda a sua agência. Cada hora é a do seu imóvel: ${zone}, salvo indicação em contrário.`,
    empty: 'Sem marcações',
    emptyAdvice: 'Assim que um candidato marcar uma visita, ela aparece aqui. As passadas veem-se com um primeiro dia anterior.',
    noMatch: 'Nada encontrado',
    noMatchAdvice: 'Experimente outro nome, outro estado ou outros dias.',
    more: 'Mostrar mais',
    count: (count: number) => (count === 1 ? '1 marcação' : `${count} marcações`),
    andMore: (count: number) => `${count} marcações até agora`,
  },
);

/** The organization's bookings, those ahead first. */
export function BookingsPage() {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const properties = useProperties();
  const { zone } = useCalendarZones(properties);
  const [chosen, choose] = useAddress(readBookingsAddress, writeBookingsAddress);
  const filter: BookingFilter = { ...chosen, fromDay: chosen.fromDay ?? today(zone) };
  const { bookings, error, hasNextPage, isReading, readMore, retry } = useBookings(filter, properties, zone);
  return (
    <Page title={texts.title} lead={texts.lead(writeZone({ zone, language }))}>
      <BookingFilters chosen={chosen} firstDay={filter.fromDay} properties={properties} onChange={choose} onReset={() => choose(UPCOMING)} />
      {error !== null && <ProblemNotice error={error} onRetry={retry} />}
      {bookings === undefined && error === null && <LoadingRows rows={4} />}
      {bookings !== undefined && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {hasNextPage ? texts.andMore(bookings.length) : texts.count(bookings.length)}
          </Text>
          {bookings.length === 0 && !isReading && <NoBookings isFiltered={writeBookingsAddress(chosen).toString() !== ''} />}
          <BookingDays bookings={bookings} properties={properties} zone={zone} />
          {hasNextPage && (
            <Group justify="center">
              <Button variant="default" mih={44} loading={isReading} onClick={readMore}>
                {texts.more}
              </Button>
            </Group>
          )}
        </>
      )}
    </Page>
  );
}

function BookingDays({ bookings, properties, zone }: { readonly bookings: readonly Booking[]; readonly properties: Properties; readonly zone: string }) {
  const { language } = useLanguage();
  const zoneOf = (booking: Booking) => properties.zoneOf(booking.property_id);
  return (
    <Stack gap="lg">
      {groupByDay(bookings, zoneOf).map(({ day, visits }) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <Title order={2} size="h5" mb="xs" id={`day-${day}`}>
            {visits[0] === undefined ? day : writeDay(visits[0].start_time, { zone: zoneOf(visits[0]), language })}
          </Title>
          <ul className={classes['list']}>
            {visits.map((booking) => (
              <li key={booking.id}>
                <BookingRow booking={booking} properties={properties} usualZone={zone} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Stack>
  );
}

function NoBookings({ isFiltered }: { readonly isFiltered: boolean }) {
  const texts = useTexts(TEXTS);
  return <EmptyState title={isFiltered ? texts.noMatch : texts.empty} advice={isFiltered ? texts.noMatchAdvice : texts.emptyAdvice} />;
}
