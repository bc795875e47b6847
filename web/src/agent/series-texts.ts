import { inBothLanguages } from '../language/language.tsx';
import { LONGEST_SERIES } from './offer-series.ts';
import type { SeriesFault } from './series-fields.ts';

interface SeriesTexts {
  firstDay: string;
  lastDay: string;
  weekdays: string;
  from: string;
  to: string;
  minutes: string;
  pause: string;
  preview: (count: number, days: number) => string;
  past: (count: number) => string;
  missing: (count: number) => string;
  offer: (count: number) => string;
  cancel: string;
  offering: (done: number, all: number) => string;
  several: string;
  summary: (taken: number, all: number) => string;
  faults: Record<SeriesFault, string>;
}

export const SERIES_TEXTS = inBothLanguages<SeriesTexts>(
  {
    firstDay: 'First day',
    lastDay: 'Last day',
    weekdays: 'On these days',
    from: 'From',
    to: 'To',
    minutes: 'Minutes each',
    pause: 'Pause, minutes',
    preview: (count, days) => `${count === 1 ? '1 visit' : `${count} visits`} on ${days === 1 ? '1 day' : `${days} days`}`,
    past: (count) => (count === 1 ? '1 that has passed is left out.' : `${count} that have passed are left out.`),
    missing: (count) => (count === 1 ? '1 is left out because the clocks are put forward over it.' : `${count} are left out because the clocks are put forward over them.`),
    offer: (count) => (count === 1 ? 'Offer 1 visit' : `Offer ${count} visits`),
    cancel: 'Cancel',
    offering: (done, all) => `${done} of ${all} done`,
    several: 'Offer several visits',
    summary: (taken, all) => (taken === all ? `All ${all} visits are on offer` : `${taken} of ${all} visits are on offer`),
    faults: {
      incomplete: 'Something is missing: days, times and minutes are needed',
      no_days: 'Choose at least one day of the week',
      days_reversed: 'The last day must not come before the first',
      times_reversed: 'The end must come after the start',
      too_short: 'A visit lasts at least 5 minutes',
      nothing: 'No visit fits into this: make the time longer, or choose other days',
      too_many: `That is more than ${LONGEST_SERIES} visits: choose fewer days`,
    },
  },
  {
    firstDay: 'Primeiro dia',
    lastDay: 'Último dia',
    weekdays: 'Nestes dias',
    from: 'Das',
    to: 'Às',
    minutes: 'Minutos cada',
    pause: 'Pausa, minutos',
    preview: (count, days) => `${count === 1 ? '1 visita' : `${count} visitas`} em ${days === 1 ? '1 dia' : `${days} dias`}`,
    past: (count) => (count === 1 ? '1 que já passou fica de fora.' : `${count} que já passaram ficam de fora.`),
    missing: (count) => (count === 1 ? '1 fica de fora porque os relógios adiantam nessa hora.' : `${count} ficam de fora porque os relógios adiantam nessas horas.`),
    offer: (count) => (count === 1 ? 'Oferecer 1 visita' : `Oferecer ${count} visitas`),
    cancel: 'Cancelar',
    offering: (done, all) => `${done} de ${all} feitas`,
    several: 'Oferecer várias visitas',
    summary: (taken, all) => (taken === all ? `As ${all} visitas estão disponíveis` : `${taken} de ${all} visitas estão disponíveis`),
    faults: {
      incomplete: 'Falta algo: são precisos dias, horas e minutos',
      no_days: 'Escolha pelo menos um dia da semana',
      days_reversed: 'O último dia não pode ser antes do primeiro',
      times_reversed: 'O fim tem de ser depois do início',
      too_short: 'Uma visita dura pelo menos 5 minutos',
      nothing: 'Não cabe nenhuma visita: alargue o horário ou escolha outros dias',
      too_many: `São mais de ${LONGEST_SERIES} visitas: escolha menos dias`,
    },
  },
);
