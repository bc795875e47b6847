import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION, demoUserId } from './demo-people.ts';
import { addDemoAgent, addDemoApplicant, addDemoBooking, addDemoSlots, hasDemo } from './demo.gen.ts';

type Connection = Parameters<typeof hasDemo.run>[1];

/** Where the demo agency is filled in: one transaction, so that a crash leaves all of it or nothing. */
export interface DemoDatabase {
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
}

const { ana, miguel } = DEMO_AGENTS;
const { ines, rui, marta, joao } = DEMO_APPLICANTS;

const PROPERTIES = {
  alfama: '0a9e1c1a-0000-4000-8000-0000000000c1', // T2 in Alfama, Rua dos Remédios
  graca: '0a9e1c1a-0000-4000-8000-0000000000c2', // T1 in Graça, Largo da Graça
  estrela: '0a9e1c1a-0000-4000-8000-0000000000c3', // T3 in Estrela, Rua da Estrela
  arroios: '0a9e1c1a-0000-4000-8000-0000000000c4', // T0 in Arroios, Rua Morais Soares
  belem: '0a9e1c1a-0000-4000-8000-0000000000c5', // house with a garden in Belém, Rua de Belém
} as const;

// Estrela and Alfama overlap at 11:00: the first of the two that is booked takes Ana.
const WEEK = [
  { propertyId: PROPERTIES.alfama, agentId: ana.id, timesOfDay: ['10:00', '10:30', '11:00', '15:00'] },
  { propertyId: PROPERTIES.graca, agentId: ana.id, timesOfDay: ['12:00', '16:00', '16:30'] },
  { propertyId: PROPERTIES.estrela, agentId: ana.id, timesOfDay: ['11:00', '17:30'] },
  { propertyId: PROPERTIES.arroios, agentId: miguel.id, timesOfDay: ['09:30', '10:00', '18:00', '18:30'] },
  { propertyId: PROPERTIES.belem, agentId: miguel.id, timesOfDay: ['11:30', '14:30'] },
];

const BOOKINGS = [
  { propertyId: PROPERTIES.alfama, nth: 1, applicantId: ines.id, notes: 'Venho com a minha irmã. Há elevador?' },
  { propertyId: PROPERTIES.arroios, nth: 2, applicantId: rui.id, notes: '' },
  { propertyId: PROPERTIES.belem, nth: 3, applicantId: marta.id, notes: 'Tenho um cão pequeno.' },
];

/**
 * Fills in the demo agency, unless it is there already: two agents, five properties, a week of slots, four applicants
 * and three bookings. Writes the audit trail but nothing to be told, so no mail is sent for it.
 */
export async function fillDemo(database: DemoDatabase): Promise<void> {
  const organizationId = DEMO_ORGANIZATION;
  await database.transaction(async (connection) => {
    const [demo] = await hasDemo.run({ organizationId }, connection);
    if (demo?.exists === true) {
      return;
    }
    for (const agent of [ana, miguel]) {
      await addDemoAgent.run({ organizationId, userId: demoUserId(agent.email), ...agent }, connection);
    }
    for (const applicant of [ines, rui, marta, joao]) {
      const riskLevel = applicant === marta ? 'MEDIUM' : 'LOW';
      await addDemoApplicant.run({ organizationId, riskLevel, ...applicant }, connection);
    }
    for (const { timesOfDay, ...offer } of WEEK) {
      await addDemoSlots.run({ organizationId, timesOfDay, ...offer }, connection);
    }
    for (const booking of BOOKINGS) {
      await addDemoBooking.run({ organizationId, ...booking }, connection);
    }
  });
}
