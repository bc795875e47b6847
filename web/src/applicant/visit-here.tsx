import { Alert, Anchor } from '@mantine/core';
import { IconCalendarCheck } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Booking, Property } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import { useNow } from '../visit/now.ts';
import { sortVisits } from './my-visits.ts';

const TEXTS = inBothLanguages(
  { title: 'You have a visit here', visits: 'My visits' },
  { title: 'Tem uma visita marcada aqui', visits: 'As minhas visitas' },
);

/** Reminds those who have a visit at this property already. */
export function VisitHere(props: { readonly propertyId: string; readonly property: Property | null; readonly bookings: readonly Booking[] }) {
  const { propertyId, property, bookings } = props;
  const texts = useTexts(TEXTS);
  const times = useVisitTimes(property);
  const { upcoming } = sortVisits(bookings, useNow());
  const here = upcoming.filter((booking) => booking.property_id === propertyId);
  if (here.length === 0) {
    return null;
  }
  return (
    <Alert role="note" variant="outline" color="teal" icon={<IconCalendarCheck aria-hidden />} title={texts.title}>
      {here.map((booking) => (
        <div key={booking.id}>
          {writeDay(booking.start_time, times)}, {writeTimes(booking, times)}
        </div>
      ))}
      <Anchor component={Link} to="/visits" underline="always" size="sm">
        {texts.visits}
      </Anchor>
    </Alert>
  );
}
