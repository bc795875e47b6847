import { Anchor, Button, Title } from '@mantine/core';
import { IconCalendarX } from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { CalendarFileButton } from '../visit/calendar-file.tsx';
import { useProperty, usePropertyNaming, useVisitTimes } from '../visit/property-name.tsx';
import { writeDay, writeTimes } from '../visit/visit-time.ts';
import { useNow } from '../visit/now.ts';
import { canBeCancelled } from './my-visits.ts';
import { VisitCard } from './visit-card.tsx';

const TEXTS = inBothLanguages({ cancel: 'Cancel' }, { cancel: 'Cancelar' });

/** One of the applicant's visits, with what they can do about it. */
export function MyVisit({ booking, onCancel }: { readonly booking: Booking; readonly onCancel: (booking: Booking) => void }) {
  const isAhead = canBeCancelled(booking, useNow());
  return (
    <VisitCard
      booking={booking}
      title={(name) => (
        <Title order={3} size="h5">
          <Anchor component={Link} to={`/properties/${booking.property_id}`} inherit underline="always">
            {name}
          </Anchor>
        </Title>
      )}
      {...(isAhead ? { actions: <Actions booking={booking} onCancel={onCancel} /> } : {})}
    />
  );
}

function Actions({ booking, onCancel }: { readonly booking: Booking; readonly onCancel: (booking: Booking) => void }) {
  const texts = useTexts(TEXTS);
  const { data: property } = useProperty(booking.property_id);
  const nameOf = usePropertyNaming();
  const times = useVisitTimes(property);
  const of = `${nameOf(booking.property_id, property)}, ${writeDay(booking.start_time, times)}, ${writeTimes(booking, times)}`;
  return (
    <>
      <CalendarFileButton bookingId={booking.id} of={of} size="md" />
      <Button variant="default" size="md" leftSection={<IconCalendarX aria-hidden size={18} />} aria-label={`${texts.cancel}: ${of}`} onClick={() => onCancel(booking)}>
        {texts.cancel}
      </Button>
    </>
  );
}
