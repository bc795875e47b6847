import { idDerivedFrom } from '../service/derived-id.ts';

/** The demo agency. */
export const DEMO_ORGANIZATION = '0a9e1c1a-0000-4000-8000-000000000001';

/** One person of the demo agency. `name` and `email` are made up; `.example` belongs to nobody (RFC 2606). */
export interface DemoPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

export const DEMO_AGENTS = {
  ana: { id: '0a9e1c1a-0000-4000-8000-0000000000a1', name: 'Ana Sousa', email: 'ana.sousa@casaclara.example' },
  miguel: { id: '0a9e1c1a-0000-4000-8000-0000000000a2', name: 'Miguel Ferreira', email: 'miguel.ferreira@casaclara.example' },
} as const satisfies Record<string, DemoPerson>;

export const DEMO_APPLICANTS = {
  ines: { id: '0a9e1c1a-0000-4000-8000-0000000000b1', name: 'Inês Carvalho', email: 'ines.carvalho@correio.example' },
  rui: { id: '0a9e1c1a-0000-4000-8000-0000000000b2', name: 'Rui Tavares', email: 'rui.tavares@correio.example' },
  marta: { id: '0a9e1c1a-0000-4000-8000-0000000000b3', name: 'Marta Pinto', email: 'marta.pinto@correio.example' },
  joao: { id: '0a9e1c1a-0000-4000-8000-0000000000b4', name: 'João Reis', email: 'joao.reis@correio.example' },
} as const satisfies Record<string, DemoPerson>;

/**
 * The Supabase user id of a demo sign-in: made from the e-mail, so that `npm run token` needs no database and the
 * same address is the same user each time.
 */
export function demoUserId(email: string): string {
  return idDerivedFrom(`visita demo user ${email.toLowerCase()}`);
}
