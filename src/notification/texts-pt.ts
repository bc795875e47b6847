import type { Texts, VisitWords } from './texts.ts';

// Always with the noun before it: a title has no known gender or number, 'imóvel' has.
const theProperty = ({ title }: VisitWords) => (title === null ? 'ao imóvel' : `ao imóvel «${title}»`);
const ending = ({ shortTitle }: VisitWords) => (shortTitle === null ? '' : ` – ${shortTitle}`);

const visits = { label: 'Ver as minhas visitas', to: 'visits' } as const;
const otherTimes = { label: 'Ver outros horários', to: 'property' } as const;
const booking = { label: 'Ver a marcação', to: 'booking' } as const;

/** The mails in the Portuguese of Portugal. */
export const portuguese: Texts = {
  greeting: (name) => (name === '' ? 'Olá,' : `Olá, ${name},`),
  visitStories: {
    confirmed_to_applicant: (visit) => ({
      subject: `Visita confirmada: ${visit.when}${ending(visit)}`,
      heading: 'A sua visita está confirmada',
      lead: `Marcou uma visita ${theProperty(visit)}. A visita será acompanhada por ${visit.agent}.`,
      next: 'O convite que acompanha esta mensagem acrescenta a visita ao seu calendário. Se não puder comparecer, cancele-a na página das suas visitas, para que outra pessoa possa aproveitar o horário.',
      button: visits,
    }),
    confirmed_to_agent: (visit) => ({
      subject: `Nova visita: ${visit.when}, ${visit.applicant}`,
      heading: 'Tem uma nova visita',
      lead: `${visit.applicant} marcou uma visita ${theProperty(visit)}.`,
      next: 'O convite que acompanha esta mensagem acrescenta a visita ao seu calendário. Se não puder comparecer, cancele-a no painel; quem a marcou será informado.',
      button: booking,
    }),
    cancelled_by_applicant_to_applicant: (visit) => ({
      subject: `Visita cancelada: ${visit.when}${ending(visit)}`,
      heading: 'A sua visita foi cancelada',
      lead: `Cancelou a sua visita ${theProperty(visit)}.`,
      next: 'Não precisa de fazer mais nada. Se ainda quiser conhecer o imóvel, escolha outro horário.',
      button: otherTimes,
    }),
    cancelled_by_applicant_to_agent: (visit) => ({
      subject: `Visita cancelada: ${visit.when}, ${visit.applicant}`,
      heading: 'Uma visita foi cancelada',
      lead: `${visit.applicant} cancelou a visita ${theProperty(visit)}.`,
      next: 'O horário voltou a ficar disponível para marcação. Se já não o quiser oferecer, retire-o no painel.',
      button: booking,
    }),
    cancelled_by_agent_to_applicant: (visit) => ({
      subject: `Visita cancelada: ${visit.when}${ending(visit)}`,
      heading: 'A sua visita foi cancelada',
      lead: `A agência teve de cancelar a sua visita ${theProperty(visit)}. Pedimos desculpa pelo incómodo.`,
      next: 'Se quiser, pode escolher outro horário.',
      button: otherTimes,
    }),
    cancelled_by_agent_to_agent: (visit) => ({
      subject: `Visita cancelada: ${visit.when}, ${visit.applicant}`,
      heading: 'Uma visita foi cancelada',
      lead: `A sua agência cancelou a visita de ${visit.applicant} ${theProperty(visit)}.`,
      next: `${visit.applicant} também recebe uma mensagem. O horário voltou a ficar disponível para marcação; se não puder estar presente, retire-o no painel.`,
      button: booking,
    }),
    withdrawn_to_applicant: (visit) => ({
      subject: `Visita cancelada: ${visit.when}${ending(visit)}`,
      heading: 'A sua visita foi cancelada',
      lead: `A agência deixou de oferecer o horário da sua visita ${theProperty(visit)}, pelo que a visita já não se realiza. Pedimos desculpa pelo incómodo.`,
      next: 'Se quiser, pode escolher outro horário.',
      button: otherTimes,
    }),
    withdrawn_to_agent: (visit) => ({
      subject: `Horário retirado, visita cancelada: ${visit.when}`,
      heading: 'Retirou um horário já marcado',
      lead: `Retirou este horário e, com ele, a visita de ${visit.applicant} ${theProperty(visit)}.`,
      next: `${visit.applicant} também recebe uma mensagem. Este horário já não pode ser marcado; para oferecer outro, acrescente-o no painel.`,
      button: booking,
    }),
    reminder_to_applicant: (visit) => ({
      subject: `Lembrete: visita ${visit.when}${ending(visit)}`,
      heading: 'A sua visita está próxima',
      lead: `Lembramos a sua visita ${theProperty(visit)}. A visita será acompanhada por ${visit.agent}.`,
      next: 'Se não puder comparecer, cancele-a na página das suas visitas, para que outra pessoa possa aproveitar o horário.',
      button: visits,
    }),
  },
  recordStories: {
    registered: {
      subject: 'Já pode marcar visitas',
      heading: 'Já pode marcar visitas',
      lead: 'A sua avaliação está concluída: já pode marcar visitas aos imóveis da agência.',
      next: 'Inicie sessão com este endereço de email, escolha um imóvel e o horário que mais lhe convém.',
      button: { label: 'Ver os imóveis', to: 'home' },
    },
    linked: {
      subject: 'O seu registo foi associado a uma conta',
      heading: 'O seu registo foi associado a uma conta',
      lead: 'O seu registo na agência foi associado a uma conta com este endereço de email. Quem a usar pode marcar e cancelar visitas em seu nome.',
      next: 'Se reconhece este início de sessão, não precisa de fazer nada. Caso contrário, escreva à agência o quanto antes.',
      button: visits,
    },
  },
  labels: {
    property: 'Imóvel',
    address: 'Morada',
    when: 'Data e hora',
    agent: 'Agente',
    applicant: 'Visitante',
    email: 'Email',
    notes: 'Notas',
  },
  calendarTitle: (title, cancelled) => `${cancelled ? 'Cancelada: visita' : 'Visita'} – ${title ?? 'imóvel'}`,
  footer: 'Mensagem enviada automaticamente pelo Visita, o serviço de marcação de visitas da agência.',
};
