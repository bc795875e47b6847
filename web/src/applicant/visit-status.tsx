import { Badge } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { Booking } from '../api/contract.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';

const TEXTS = inBothLanguages<Record<Booking['status'], string>>(
  { confirmed: 'Confirmed', cancelled_by_applicant: 'Cancelled by you', cancelled_by_agent: 'Cancelled by the agency' },
  { confirmed: 'Confirmada', cancelled_by_applicant: 'Cancelada por si', cancelled_by_agent: 'Cancelada pela agência' },
);

/** How the applicant's booking stands, by icon and word; the colour only helps. */
export function VisitStatus({ status }: { readonly status: Booking['status'] }) {
  const texts = useTexts(TEXTS);
  const isOn = status === 'confirmed';
  const Icon = isOn ? IconCircleCheck : IconCircleX;
  return (
    <Badge
      variant="outline"
      color={isOn ? 'teal' : 'gray'}
      size="lg"
      tt="none"
      fw={600}
      leftSection={<Icon aria-hidden size={14} />}
      styles={{ root: { color: 'var(--mantine-color-text)', flexShrink: 0 } }}
    >
      {texts[status]}
    </Badge>
  );
}
