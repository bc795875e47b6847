import type { ApiProblem } from '../api/problem.ts';
import { inBothLanguages } from '../language/language.tsx';

interface ProblemTexts {
  requestId: string;
  retry: string;
  codes: Record<ApiProblem['code'], { title: string; advice: string }>;
}

/** What each error code of the contract means to somebody who never read it. */
export const PROBLEM_TEXTS = inBothLanguages<ProblemTexts>(
  {
    requestId: 'If you ask for help, give this number:',
    retry: 'Try again',
    codes: {
      invalid_argument: { title: 'Something in it is not right', advice: 'Please look over what you entered.' },
      unauthorized: { title: 'You are signed out', advice: 'Please sign in again.' },
      forbidden: { title: 'You may not do this', advice: 'It is not open to you. Ask the agency if you think it should be.' },
      not_found: { title: 'There is nothing here', advice: 'It may have been removed, or the link may be wrong.' },
      conflict: { title: 'That is no longer possible', advice: 'Something changed in the meantime. Nothing was changed by you.' },
      idempotency_in_progress: { title: 'Still at it', advice: 'Your first try is still running. Wait a moment.' },
      idempotency_mismatch: { title: 'That got mixed up', advice: 'Please reload the page and try again.' },
      rate_limited: { title: 'Too fast', advice: 'Please wait a minute, then try again.' },
      internal: { title: 'Something broke on our side', advice: 'It was written down for those who mend it. Please try again.' },
      unavailable: { title: 'The service is busy or away', advice: 'It usually comes back by itself within a minute.' },
      unreachable: { title: 'No connection', advice: 'The service could not be reached. Check your network.' },
    },
  },
  {
    requestId: 'Se pedir ajuda, indique este número:',
    retry: 'Tentar de novo',
    codes: {
      invalid_argument: { title: 'Há algo que não está certo', advice: 'Reveja, por favor, o que escreveu.' },
      unauthorized: { title: 'A sua sessão terminou', advice: 'Inicie sessão de novo, por favor.' },
      forbidden: { title: 'Não pode fazer isto', advice: 'Não lhe está acessível. Fale com a agência se acha que devia estar.' },
      not_found: { title: 'Não há nada aqui', advice: 'Pode ter sido removido, ou a ligação pode estar errada.' },
      conflict: { title: 'Já não é possível', advice: 'Algo mudou entretanto. Nada foi alterado por si.' },
      idempotency_in_progress: { title: 'Ainda a decorrer', advice: 'A sua primeira tentativa ainda decorre. Aguarde um momento.' },
      idempotency_mismatch: { title: 'Houve uma troca', advice: 'Recarregue a página e tente de novo, por favor.' },
      rate_limited: { title: 'Demasiado depressa', advice: 'Espere um minuto e tente de novo, por favor.' },
      internal: { title: 'Algo falhou do nosso lado', advice: 'Ficou registado para quem o vai resolver. Tente de novo, por favor.' },
      unavailable: { title: 'O serviço está ocupado ou indisponível', advice: 'Costuma voltar por si dentro de um minuto.' },
      unreachable: { title: 'Sem ligação', advice: 'Não foi possível contactar o serviço. Verifique a sua rede.' },
    },
  },
);
