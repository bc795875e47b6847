import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION, demoUserId } from './demo-people.ts';

/** Where the demo agency is written down. */
export interface DemoStore {
  /** Runs `fill` in one transaction, so that a crash leaves all of it or nothing; not where the organization has agents already. */
  fillOnce(organizationId: string, fill: (agency: DemoAgency) => Promise<void>): Promise<void>;
}

/** Takes what the demo agency is made of. Each call writes the audit trail as well. */
export interface DemoAgency {
  addAgent(agent: { id: string; userId: string; name: string; email: string }): Promise<void>;
  addApplicant(applicant: { id: string; name: string; email: string; riskLevel: 'LOW' | 'MEDIUM' }): Promise<void>;
  addProperty(property: { id: string; agentId: string; title: string; address: string }): Promise<void>;
  /** Half an hour each, on each of the next seven days but Sundays. */
  addSlots(offer: { propertyId: string; agentId: string; timesOfDay: string[] }): Promise<void>;
  /** Books the property's nth available slot. */
  addBooking(booking: { propertyId: string; nth: number; applicantId: string; notes: string }): Promise<void>;
}

const { ana, miguel } = DEMO_AGENTS;
const { ines, rui, marta, joao } = DEMO_APPLICANTS;

const PROPERTIES = {
  alfama: {
    id: '0a9e1c1a-0000-4000-8000-0000000000c1',
    title: 'T2 em Alfama',
    address: 'Rua dos Remédios 42, 2.º Esq., 1100-448 Lisboa',
  },
  graca: {
    id: '0a9e1c1a-0000-4000-8000-0000000000c2',
    title: 'T1 na Graça',
    address: 'Largo da Graça 15, 1.º, 1170-165 Lisboa',
  },
  estrela: {
    id: '0a9e1c1a-0000-4000-8000-0000000000c3',
    title: 'T3 na Estrela',
    address: 'Rua da Estrela 28, 3.º Dto., 1200-669 Lisboa',
  },
  arroios: {
    id: '0a9e1c1a-0000-4000-8000-0000000000c4',
    title: 'T0 em Arroios',
    address: 'Rua Morais Soares 71, r/c, 1900-341 Lisboa',
  },
  belem: {
    id: '0a9e1c1a-0000-4000-8000-0000000000c5',
    title: 'Moradia com jardim em Belém',
    address: 'Rua de Belém 90, 1300-085 Lisboa',
  },
} as const;

// Estrela and Alfama overlap at 11:00: the first of the two that is booked takes Ana.
const WEEK = [
  { propertyId: PROPERTIES.alfama.id, agentId: ana.id, timesOfDay: ['10:00', '10:30', '11:00', '15:00'] },
  { propertyId: PROPERTIES.graca.id, agentId: ana.id, timesOfDay: ['12:00', '16:00', '16:30'] },
  { propertyId: PROPERTIES.estrela.id, agentId: ana.id, timesOfDay: ['11:00', '17:30'] },
  { propertyId: PROPERTIES.arroios.id, agentId: miguel.id, timesOfDay: ['09:30', '10:00', '18:00', '18:30'] },
  { propertyId: PROPERTIES.belem.id, agentId: miguel.id, timesOfDay: ['11:30', '14:30'] },
];

const BOOKINGS = [
  { propertyId: PROPERTIES.alfama.id, nth: 1, applicantId: ines.id, notes: 'Venho com a minha irmã. Há elevador?' },
  { propertyId: PROPERTIES.arroios.id, nth: 2, applicantId: rui.id, notes: '' },
  { propertyId: PROPERTIES.belem.id, nth: 3, applicantId: marta.id, notes: 'Tenho um cão pequeno.' },
];

/**
 * Fills in the demo agency, unless it is there already: two agents, five properties, a week of slots, four applicants
 * and three bookings. Writes the audit trail but nothing to be told, so no mail is sent for it.
 */
export async function fillDemo(store: DemoStore): Promise<void> {
  await store.fillOnce(DEMO_ORGANIZATION, async (agency) => {
    for (const agent of [ana, miguel]) {
      await agency.addAgent({ ...agent, userId: demoUserId(agent.email) });
    }
    for (const applicant of [ines, rui, marta, joao]) {
      await agency.addApplicant({ ...applicant, riskLevel: applicant === marta ? 'MEDIUM' : 'LOW' });
    }
    for (const property of Object.values(PROPERTIES)) {
      await agency.addProperty({ ...property, agentId: ana.id });
    }
    for (const offer of WEEK) {
      await agency.addSlots(offer);
    }
    for (const booking of BOOKINGS) {
      await agency.addBooking(booking);
    }
  });
}
