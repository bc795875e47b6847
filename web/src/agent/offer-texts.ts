import { inBothLanguages } from '../language/language.tsx';
import type { VisitFault } from './visit-fields.ts';

interface OfferTexts {
  overlap: string;
  overlapAdvice: string;
  noProperty: string;
  faults: Record<VisitFault, string>;
}

/** Why a visit cannot be offered. */
export const OFFER_TEXTS = inBothLanguages<OfferTexts>(
  {
    overlap: 'You already offer this property at that time',
    overlapAdvice: 'One of your visits there overlaps with it. Choose another time, or withdraw that visit first.',
    noProperty: 'Choose a property first',
    faults: {
      incomplete: 'The day or a time is missing',
      past: 'That time is over; choose one that is ahead',
      never: 'On that day the clocks are put forward: this time does not exist',
      end_before_start: 'The end must come after the start',
      too_short: 'A visit lasts at least 5 minutes',
    },
  },
  {
    overlap: 'Já oferece este imóvel a essa hora',
    overlapAdvice: 'Uma das suas visitas a este imóvel sobrepõe-se. Escolha outra hora ou retire primeiro essa visita.',
    noProperty: 'Escolha primeiro um imóvel',
    faults: {
      incomplete: 'Falta o dia ou uma das horas',
      past: 'Essa hora já passou; escolha uma que esteja por vir',
      never: 'Nesse dia os relógios adiantam: esta hora não existe',
      end_before_start: 'O fim tem de ser depois do início',
      too_short: 'Uma visita dura pelo menos 5 minutos',
    },
  },
);
