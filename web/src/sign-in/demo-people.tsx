import { Badge, Group, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { components } from '../../../src/rest/contract.gen.ts';
import { useApi } from '../api/context.tsx';
import { answerOf } from '../api/problem.ts';
import { inBothLanguages, useTexts } from '../language/language.tsx';
import type { DemoSession } from '../session/demo-session.ts';
import { ProblemNotice } from '../shell/problem-notice.tsx';
import classes from './demo-people.module.css';

type DemoPerson = components['schemas']['DemoPerson'];

const TEXTS = inBothLanguages(
  { agents: 'Agents', applicants: 'Applicants', agent: 'agent', applicant: 'applicant', agentsDo: 'offer visits and see their week', applicantsDo: 'book a visit' },
  { agents: 'Agentes', applicants: 'Candidatos', agent: 'agente', applicant: 'candidato', agentsDo: 'oferecem visitas e veem a sua semana', applicantsDo: 'marcam uma visita' },
);

/** The people of the demo agency; a click signs in as one of them. */
export function DemoPeople({ people, session }: { readonly people: readonly DemoPerson[]; readonly session: DemoSession }) {
  const texts = useTexts(TEXTS);
  const api = useApi();
  const signIn = useMutation({
    mutationFn: (email: string) => answerOf(api.POST('/dashboard/demo-sign-in', { body: { email } })),
    onSuccess: ({ access_token: token }, email) => session.signIn({ token, email }),
  });
  return (
    <Stack gap="lg">
      {signIn.error !== null && <ProblemNotice error={signIn.error} />}
      {(['agent', 'applicant'] as const).map((role) => (
        <section key={role} aria-labelledby={`demo-${role}`}>
          <Title order={2} size="h4" id={`demo-${role}`}>
            {role === 'agent' ? texts.agents : texts.applicants}
          </Title>
          <Text c="dimmed" size="sm" mb="xs">
            {role === 'agent' ? texts.agentsDo : texts.applicantsDo}
          </Text>
          <Stack gap="xs">
            {people
              .filter((person) => person.role === role)
              .map(({ name, email }) => (
                <UnstyledButton key={email} className={classes['person'] ?? ''} disabled={signIn.isPending} onClick={() => signIn.mutate(email)}>
                  <Group justify="space-between" wrap="nowrap">
                    <div className={classes['who']}>
                      <Text fw={600}>{name}</Text>
                      <Text size="sm" c="dimmed" truncate>
                        {email}
                      </Text>
                    </div>
                    <Badge variant="outline" color={role === 'agent' ? 'cyan' : 'grape'} className={classes['role'] ?? ''}>
                      {role === 'agent' ? texts.agent : texts.applicant}
                    </Badge>
                  </Group>
                </UnstyledButton>
              ))}
          </Stack>
        </section>
      ))}
    </Stack>
  );
}
