import { Badge } from '@mantine/core';
import { IconCalendarPlus, IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Booking, Slot } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';

type Status = Booking['status'] | Slot['status'];

interface StatusTexts extends Record<Status, string> {
  readonly byYou: string;
}

const TEXTS = inBothLanguages<StatusTexts>(
  {
    available: 'Free',
    booked: 'Booked',
    cancelled: 'Withdrawn',
    confirmed: 'Confirmed',
    cancelled_by_applicant: 'Cancelled by the applicant',
    cancelled_by_agent: 'Cancelled by the agency',
    byYou: 'Cancelled by you',
  },
  {
    available: 'Livre',
    booked: 'Marcado',
    cancelled: 'Retirado',
    confirmed: 'Confirmada',
    cancelled_by_applicant: 'Cancelada pelo candidato',
    cancelled_by_agent: 'Cancelada pela agência',
    byYou: 'Cancelada por si',
  },
);

const LOOKS = {
  available: { icon: <IconCalendarPlus aria-hidden size={14} />, color: 'cyan' },
  booked: { icon: <IconCircleCheck aria-hidden size={14} />, color: 'teal' },
  confirmed: { icon: <IconCircleCheck aria-hidden size={14} />, color: 'teal' },
  cancelled: { icon: <IconCircleX aria-hidden size={14} />, color: 'gray' },
  cancelled_by_applicant: { icon: <IconCircleX aria-hidden size={14} />, color: 'gray' },
  cancelled_by_agent: { icon: <IconCircleX aria-hidden size={14} />, color: 'gray' },
} as const satisfies Record<Status, object>;

/** How a slot or a booking stands, by icon and word; the colour only helps. */
export function VisitStatus({ status }: { readonly status: Status }) {
  const texts = useTexts(TEXTS);
  const { role } = useCaller();
  const { icon, color } = LOOKS[status];
  return (
    <Badge variant="outline" color={color} size="lg" tt="none" fw={600} leftSection={icon} styles={{ root: { color: 'var(--mantine-color-text)', flexShrink: 0 } }}>
      {status === 'cancelled_by_applicant' && role === 'applicant' ? texts.byYou : texts[status]}
    </Badge>
  );
}
