import type { BookingEvent } from '../api/contract.ts';
import { inBothLanguages, useLanguage, useTexts } from '../language/language.tsx';
import { useCaller } from '../session/caller.tsx';
import { writeDay, writeTime } from '../visit/visit-time.ts';

interface HistoryTexts {
  you: string;
  somebody: Record<BookingEvent['actor']['role'], string>;
  happened: Readonly<Record<string, (who: string) => string>>;
  other: (type: string, who: string) => string;
  at: (day: string, time: string) => string;
}

const TEXTS = inBothLanguages<HistoryTexts>(
  {
    you: 'You',
    somebody: { agent: 'An agent', applicant: 'The applicant', screening: 'The screening service' },
    happened: {
      'booking.confirmed': (who) => `${who} booked the visit.`,
      'booking.cancelled_by_applicant': (who) => `${who} cancelled the booking.`,
      'booking.cancelled_by_agent': (who) => `${who} cancelled the booking.`,
    },
    other: (type, who) => `${type} (${who})`,
    at: (day, time) => `${day}, ${time}`,
  },
  {
    you: 'Você',
    somebody: { agent: 'Um agente', applicant: 'O candidato', screening: 'O serviço de triagem' },
    happened: {
      'booking.confirmed': (who) => `${who} marcou a visita.`,
      'booking.cancelled_by_applicant': (who) => `${who} cancelou a marcação.`,
      'booking.cancelled_by_agent': (who) => `${who} cancelou a marcação.`,
    },
    other: (type, who) => `${type} (${who})`,
    at: (day, time) => `${day}, ${time}`,
  },
);

/** Says events of a booking's history in words, their times in `zone`. */
export function useHappening(zone: string) {
  const texts = useTexts(TEXTS);
  const { language } = useLanguage();
  const { organizations } = useCaller();
  const sayWho = ({ role, id, name }: BookingEvent['actor']) =>
    organizations.some((own) => id !== null && own.agent_id === id) ? texts.you : (name ?? texts.somebody[role]);
  return {
    sayWhat: ({ type, actor }: BookingEvent) => texts.happened[type]?.(sayWho(actor)) ?? texts.other(type, sayWho(actor)),
    sayWhen: ({ occurred_at: at }: BookingEvent) => texts.at(writeDay(at, { zone, language }), writeTime(at, { zone, language })),
  };
}
