-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What was answered to a request that carried an Idempotency-Key, written in the transaction of its effect.
-- A key belongs to a user, who may be at home in several organizations: that is why no organization leads here.
CREATE TABLE idempotency_keys (
  user_id     text        NOT NULL,
  key         text        NOT NULL,
  -- SHA-256 of the request: the same key with another request is a mistake of the client.
  fingerprint bytea       NOT NULL,
  -- squawk-ignore prefer-bigint-over-smallint
  status      smallint    NOT NULL, -- an HTTP status has three digits
  location    text,
  -- As it was sent, byte for byte. It may hold notes, one more reason not to keep it for long.
  body        text        NOT NULL,
  expires_at  timestamptz NOT NULL DEFAULT now() + interval '24 hours',
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (user_id, key),
  CONSTRAINT idempotency_keys_fingerprint CHECK (octet_length(fingerprint) = 32),
  -- A refusal changed nothing, so there is nothing to protect: it may be tried again under its key.
  CONSTRAINT idempotency_keys_success CHECK (status BETWEEN 200 AND 299)
);
CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (expires_at);
