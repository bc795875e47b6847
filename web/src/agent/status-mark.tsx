import { IconBan, IconCalendarCheck, IconClockHour4, IconUserCheck, type Icon } from '@tabler/icons-react';
import type { Booking, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import classes from './status-mark.module.css';

type Status = Slot['status'] | Booking['status'];

const ICONS: Record<Status, Icon> = {
  available: IconClockHour4,
  booked: IconUserCheck,
  cancelled: IconBan,
  confirmed: IconCalendarCheck,
  cancelled_by_applicant: IconBan,
  cancelled_by_agent: IconBan,
};

const TEXTS = inBothLanguages<Record<Status, string>>(
  {
    available: 'Available',
    booked: 'Booked',
    cancelled: 'Withdrawn',
    confirmed: 'Confirmed',
    cancelled_by_applicant: 'Cancelled by the applicant',
    cancelled_by_agent: 'Cancelled by the agency',
  },
  {
    available: 'Disponível',
    booked: 'Marcada',
    cancelled: 'Retirada',
    confirmed: 'Confirmada',
    cancelled_by_applicant: 'Cancelada pelo candidato',
    cancelled_by_agent: 'Cancelada pela agência',
  },
);

/** What a status is called in the language of the pages. */
export function useStatusTexts(): Readonly<Record<Status, string>> {
  return useTexts(TEXTS);
}

export function StatusIcon({ status, size = 16 }: { readonly status: Status; readonly size?: number }) {
  const Drawn = ICONS[status];
  return <Drawn aria-hidden size={size} className={classes['icon']} />;
}

/** A status as icon and word; the colour only repeats it. */
export function StatusMark({ status }: { readonly status: Status }) {
  const texts = useStatusTexts();
  return (
    <span className={classes['mark']} data-status={status}>
      <StatusIcon status={status} />
      {texts[status]}
    </span>
  );
}
