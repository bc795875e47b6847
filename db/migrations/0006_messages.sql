-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- One row a message: who is told, and of what (docs/decisions/0009). Rows from before say neither and go, so that
-- there is nothing to scan and nobody to require anything of.
DELETE FROM outbox;
ALTER TABLE outbox
  -- squawk-ignore adding-required-field
  ADD COLUMN kind text NOT NULL,
  -- squawk-ignore adding-required-field
  ADD COLUMN recipient text NOT NULL,
  -- squawk-ignore constraint-missing-not-valid
  ADD CONSTRAINT outbox_recipient CHECK (recipient IN ('applicant', 'agent'));

-- Messages that were given up: refused for good, or not taken for days. Re-queued under the same id.
CREATE TABLE undelivered_messages (
  organization_id uuid        NOT NULL,
  id              uuid        NOT NULL,
  event_id        bigint      NOT NULL,
  kind            text        NOT NULL,
  recipient       text        NOT NULL,
  -- The server's code and a general class; never an address or the server's words.
  reason          text        NOT NULL,
  attempts        bigint      NOT NULL,
  failed_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT undelivered_messages_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT undelivered_messages_recipient CHECK (recipient IN ('applicant', 'agent'))
);
