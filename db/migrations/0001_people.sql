-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- Every key starts with organization_id: an agency is the unit that one day may live on a machine of its own.
-- The one table that crosses agencies is identities: it answers "who is this user, and where?".

CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TYPE caller_role AS ENUM ('agent', 'applicant');
CREATE TYPE risk_level AS ENUM ('LOW', 'MEDIUM', 'HIGH');

CREATE TABLE agents (
  organization_id  uuid        NOT NULL,
  id               uuid        NOT NULL,
  supabase_user_id text        NOT NULL,
  name             text        NOT NULL,
  email            text        NOT NULL,
  role             text        NOT NULL DEFAULT 'member',
  created_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT agents_pkey PRIMARY KEY (organization_id, id),
  -- Two first sign-ins at the same moment make one agent.
  CONSTRAINT agents_one_record_per_user UNIQUE (organization_id, supabase_user_id)
);

CREATE TABLE applicants (
  organization_id  uuid        NOT NULL,
  id               uuid        NOT NULL,
  external_id      uuid        NOT NULL,
  supabase_user_id text,
  name             text        NOT NULL,
  email            text        NOT NULL,
  risk_level       risk_level  NOT NULL DEFAULT 'LOW',
  created_at       timestamptz NOT NULL DEFAULT now(),
  updated_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT applicants_pkey PRIMARY KEY (organization_id, id),
  -- One screened person is one applicant, however often or in parallel the event arrives.
  CONSTRAINT applicants_one_record_per_person UNIQUE (organization_id, external_id)
);

-- The newest screening seen of each person. A person refused on first sight leaves only this row.
CREATE TABLE screenings (
  organization_id uuid        NOT NULL,
  external_id     uuid        NOT NULL,
  screened_at     timestamptz NOT NULL,
  CONSTRAINT screenings_pkey PRIMARY KEY (organization_id, external_id)
);

-- Finds a person across organizations by Supabase user or by e-mail: one look-up a request.
-- A small copy of agents and applicants, written in the same transaction; no foreign keys, so that it can be
-- a reference table once the others are spread over several machines.
CREATE TABLE identities (
  organization_id  uuid        NOT NULL,
  role             caller_role NOT NULL,
  record_id        uuid        NOT NULL,
  supabase_user_id text,
  email_key        text        NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  -- Newest screening of an applicant; of two records of one person in one agency the newer one counts.
  screened_at      timestamptz,
  CONSTRAINT identities_pkey PRIMARY KEY (organization_id, role, record_id),
  CONSTRAINT identities_agent_is_linked CHECK (role <> 'agent' OR supabase_user_id IS NOT NULL)
);
CREATE INDEX identities_by_user ON identities (supabase_user_id) WHERE supabase_user_id IS NOT NULL;
CREATE INDEX identities_unlinked_by_email ON identities (email_key) WHERE supabase_user_id IS NULL;
