import { DEMO_AGENTS, DEMO_APPLICANTS, DEMO_ORGANIZATION, demoUserId } from './demo-people.ts';
import { addDemoAgent, addDemoApplicant, addDemoBooking, addDemoProperty, addDemoSlots, hasDemo } from './demo.gen.ts';

type Connection = Parameters<typeof hasDemo.run>[1];

/** Where the demo agency is filled in: one transaction, so that a crash leaves all of it or nothing. */
export interface DemoDatabase {
  transaction<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
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
    for (const property of Object.values(PROPERTIES)) {
      await addDemoProperty.run({ organizationId, agentId: ana.id, ...property }, connection);
    }
    for (const { timesOfDay, ...offer } of WEEK) {
      await addDemoSlots.run({ organizationId, timesOfDay, ...offer }, connection);
    }
    for (const booking of BOOKINGS) {
      await addDemoBooking.run({ organizationId, ...booking }, connection);
    }
  });
}
