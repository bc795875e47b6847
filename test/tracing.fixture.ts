import { randomBytes, randomUUID } from 'node:crypto';

/** A trace that began elsewhere; `flags` 01: it is recorded there (https://www.w3.org/TR/trace-context/#trace-flags). */
export function newTrace(flags: '00' | '01' = '01'): { traceId: string; spanId: string; traceparent: string } {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
}

/** The body of a message about somebody who was screened. */
export function screeningBody(organizationId: string): object {
  const id = randomUUID();
  return {
    event_type: 'APPLICANT_SCREENED',
    applicant_id: id,
    organization_id: organizationId,
    name: 'Rui Tavares',
    email: `${id}@applicant.example`,
    risk_level: 'LOW',
  };
}
