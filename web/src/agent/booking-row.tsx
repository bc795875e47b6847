import { Text } from '@mantine/core';
import { Link } from 'react-router';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';
import { writeTimes, writeZone } from '../visit/visit-time.ts';
import type { Properties } from './properties.ts';
import classes from './slot-list.module.css';
import { StatusMark } from './status-mark.tsx';

const TEXTS = inBothLanguages({ you: 'you show it', colleague: 'a colleague shows it' }, { you: 'mostrada por si', colleague: 'mostrada por um colega' });

/** Who shows a visit, in words. */
export function useShownBy(): (agentId: string) => string {
  const texts = useTexts(TEXTS);
  const { organizations } = useCaller();
  return (agentId) => (organizations.some((own) => own.agent_id === agentId) ? texts.you : texts.colleague);
}

/** One booking of a list; leads to its page. The zone is named where it is not the usual one. */
export function BookingRow({ booking, properties, usualZone }: { readonly booking: Booking; readonly properties: Properties; readonly usualZone: string }) {
  const { language } = useLanguage();
  const shownBy = useShownBy();
  const zone = properties.zoneOf(booking.property_id);
  return (
    <Link to={`/bookings/${booking.id}`} className={classes['slot']} data-status={booking.status}>
      <Text fw={700} span className={classes['time'] ?? ''}>
        {writeTimes(booking, { zone, language })}
        {zone !== usualZone && ` · ${writeZone({ zone, language })}`}
      </Text>
      <span className={classes['what']}>
        <Text fw={600} span>
          {booking.applicant?.name}
        </Text>
        <Text size="sm" c="dimmed" span>
          {properties.nameOf(booking.property_id)} · {shownBy(booking.agent_id)}
        </Text>
      </span>
      <StatusMark status={booking.status} />
    </Link>
  );
}
