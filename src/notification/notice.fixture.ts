import type { Notice, NoticeKind, NoticeRecipient, NoticeVisit } from '../notice.ts';
import type { MailSettings } from './mail.ts';

export const VISIT: NoticeVisit = {
  bookingId: '7b0d6b5e-3a53-4c6b-9d0a-1f6a0c9f2b11',
  slotId: 'a5a3b0a2-93a4-4a0e-8f6e-0b1f3b6f8f55',
  startTime: new Date('2026-07-14T09:00:00Z'),
  endTime: new Date('2026-07-14T09:30:00Z'),
  notes: 'Vou com a minha mãe.\nHá lugar para estacionar?',
  property: {
    id: '0c8f4a52-6c5e-4d0c-8a55-8c4a0f8b7a10',
    title: 'T2 com varanda em Alfama',
    address: 'Rua dos Remédios 12, 2.º Esq., 1100-445 Lisboa',
    timeZone: 'Europe/Lisbon',
  },
  agent: { name: 'Marta Nunes', email: 'marta@agencia.example' },
  applicant: { name: 'João Silva', email: 'joao.silva@exemplo.example' },
  slotCancelled: false,
  sequence: 0,
};

export const SETTINGS: MailSettings = {
  from: { name: 'Agência Nunes', address: 'visitas@agencia.example' },
  publicUrl: 'https://visitas.agencia.example',
  defaultTimeZone: 'Europe/Lisbon',
  locale: 'en',
};

/** A notice to one of the two people of a visit, or about the applicant's record. */
export function noticeOf(kind: NoticeKind, recipient: NoticeRecipient, visit: NoticeVisit = VISIT): Notice {
  return {
    id: 'd3a1e7c4-52a5-4ba5-9a3f-5d7f9b1c0e42',
    kind,
    recipient,
    organizationId: '11111111-1111-4111-8111-111111111111',
    to: recipient === 'applicant' ? visit.applicant : visit.agent,
    visit: kind.startsWith('applicant_') ? null : visit,
  };
}

/** Every message there is, by a name. */
export function everyNotice(visit: NoticeVisit = VISIT): ReadonlyMap<string, Notice> {
  const off = { ...visit, sequence: 1 };
  const withdrawn = { ...off, slotCancelled: true };
  return new Map<string, Notice>([
    ['confirmed to the applicant', noticeOf('booking_confirmed', 'applicant', visit)],
    ['confirmed to the agent', noticeOf('booking_confirmed', 'agent', visit)],
    ['cancelled by the applicant, to the applicant', noticeOf('booking_cancelled_by_applicant', 'applicant', off)],
    ['cancelled by the applicant, to the agent', noticeOf('booking_cancelled_by_applicant', 'agent', off)],
    ['cancelled by the agent, to the applicant', noticeOf('booking_cancelled_by_agent', 'applicant', off)],
    ['cancelled by the agent, to the agent', noticeOf('booking_cancelled_by_agent', 'agent', off)],
    ['withdrawn, to the applicant', noticeOf('booking_cancelled_by_agent', 'applicant', withdrawn)],
    ['withdrawn, to the agent', noticeOf('booking_cancelled_by_agent', 'agent', withdrawn)],
    ['reminder', noticeOf('visit_reminder', 'applicant', visit)],
    ['registered', noticeOf('applicant_registered', 'applicant', visit)],
    ['linked', noticeOf('applicant_linked', 'applicant', visit)],
  ]);
}
