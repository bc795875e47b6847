import type { Texts, VisitWords } from './texts.ts';

const theProperty = ({ title }: VisitWords) => (title === null ? 'the property' : `“${title}”`);
const ending = ({ shortTitle }: VisitWords) => (shortTitle === null ? '' : ` – ${shortTitle}`);

const visits = { label: 'See my visits', to: 'visits' } as const;
const otherTimes = { label: 'See other times', to: 'property' } as const;
const booking = { label: 'See the booking', to: 'booking' } as const;

/** The mails in English. */
export const english: Texts = {
  greeting: (name) => (name === '' ? 'Hello,' : `Hello ${name},`),
  visitStories: {
    confirmed_to_applicant: (visit) => ({
      subject: `Visit confirmed: ${visit.when}${ending(visit)}`,
      heading: 'Your visit is confirmed',
      lead: `You booked a visit to ${theProperty(visit)}. ${visit.agent} will show you round.`,
      next: 'The invitation with this message puts the visit in your calendar. If you cannot come, please cancel on your visits page, so that somebody else can have the time.',
      button: visits,
    }),
    confirmed_to_agent: (visit) => ({
      subject: `New visit: ${visit.when}, ${visit.applicant}`,
      heading: 'You have a new visit',
      lead: `${visit.applicant} booked a visit to ${theProperty(visit)}.`,
      next: 'The invitation with this message puts the visit in your calendar. If you cannot be there, cancel it on the dashboard, and the applicant is told.',
      button: booking,
    }),
    cancelled_by_applicant_to_applicant: (visit) => ({
      subject: `Visit cancelled: ${visit.when}${ending(visit)}`,
      heading: 'Your visit is cancelled',
      lead: `You cancelled your visit to ${theProperty(visit)}.`,
      next: 'There is nothing else to do. If you would like to see the property after all, pick another time.',
      button: otherTimes,
    }),
    cancelled_by_applicant_to_agent: (visit) => ({
      subject: `Visit cancelled: ${visit.when}, ${visit.applicant}`,
      heading: 'A visit is cancelled',
      lead: `${visit.applicant} cancelled the visit to ${theProperty(visit)}.`,
      next: 'Others can book this time again. If you no longer want to offer it, withdraw it on the dashboard.',
      button: booking,
    }),
    cancelled_by_agent_to_applicant: (visit) => ({
      subject: `Visit cancelled: ${visit.when}${ending(visit)}`,
      heading: 'Your visit is cancelled',
      lead: `The agency had to cancel your visit to ${theProperty(visit)}. We are sorry about that.`,
      next: 'You are welcome to pick another time.',
      button: otherTimes,
    }),
    cancelled_by_agent_to_agent: (visit) => ({
      subject: `Visit cancelled: ${visit.when}, ${visit.applicant}`,
      heading: 'A visit is cancelled',
      lead: `Your agency cancelled the visit of ${visit.applicant} to ${theProperty(visit)}.`,
      next: `${visit.applicant} gets a message too. Others can book this time again; if you will not be there, withdraw it on the dashboard.`,
      button: booking,
    }),
    withdrawn_to_applicant: (visit) => ({
      subject: `Visit cancelled: ${visit.when}${ending(visit)}`,
      heading: 'Your visit is cancelled',
      lead: `The agency no longer offers the time of your visit to ${theProperty(visit)}, so the visit cannot take place. We are sorry about that.`,
      next: 'You are welcome to pick another time.',
      button: otherTimes,
    }),
    withdrawn_to_agent: (visit) => ({
      subject: `Time withdrawn, visit cancelled: ${visit.when}`,
      heading: 'You withdrew a booked time',
      lead: `You withdrew this time, and with it the visit of ${visit.applicant} to ${theProperty(visit)}.`,
      next: `${visit.applicant} gets a message too. Nobody can book this time any more; to offer another one, add it on the dashboard.`,
      button: booking,
    }),
    reminder_to_applicant: (visit) => ({
      subject: `Reminder: visit on ${visit.when}${ending(visit)}`,
      heading: 'Your visit is coming up',
      lead: `This is a reminder of your visit to ${theProperty(visit)}. ${visit.agent} will show you round.`,
      next: 'If you cannot come, please cancel on your visits page, so that somebody else can have the time.',
      button: visits,
    }),
  },
  recordStories: {
    registered: {
      subject: 'You can now book visits',
      heading: 'You can now book visits',
      lead: 'Your screening is complete: you can now book visits to the agency’s properties.',
      next: 'Sign in with this email address, choose a property and pick a time that suits you.',
      button: { label: 'See the properties', to: 'home' },
    },
    linked: {
      subject: 'Your record was linked to a sign-in',
      heading: 'Your record was linked to a sign-in',
      lead: 'Your record at the agency was linked to a sign-in with this email address. Whoever uses it can book and cancel visits in your name.',
      next: 'If that was you, there is nothing to do. If that was not you, write to the agency straight away.',
      button: visits,
    },
  },
  labels: {
    property: 'Property',
    address: 'Address',
    when: 'When',
    agent: 'Agent',
    applicant: 'Applicant',
    email: 'Email',
    notes: 'Notes',
  },
  calendarTitle: (title, cancelled) => `${cancelled ? 'Cancelled: visit' : 'Visit'} – ${title ?? 'property'}`,
  footer: 'This message was sent automatically by Visita, the agency’s visit booking service.',
};
