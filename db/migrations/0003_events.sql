-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What happened, when, and by whom: written in the transaction of the change itself, never altered.
CREATE TABLE events (
  organization_id uuid        NOT NULL,
  id              bigint      GENERATED ALWAYS AS IDENTITY,
  type            text        NOT NULL,
  occurred_at     timestamptz NOT NULL DEFAULT now(),
  -- 'agent', 'applicant' or 'screening'.
  actor_role      text        NOT NULL,
  actor_id        uuid,
  slot_id         uuid,
  booking_id      uuid,
  applicant_id    uuid,
  agent_id        uuid,
  CONSTRAINT events_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT events_actor CHECK (actor_role IN ('agent', 'applicant', 'screening'))
);

CREATE FUNCTION refuse_event_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_change();

-- What is still to be told. The worker moves a row out in the transaction that queues its job, under the same id.
-- Plain rows, no NOTIFY: a notification serialises commits.
CREATE TABLE outbox (
  organization_id uuid        NOT NULL,
  id              uuid        NOT NULL DEFAULT gen_random_uuid(),
  event_id        bigint      NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT outbox_pkey PRIMARY KEY (organization_id, id)
);
