-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

CREATE TYPE slot_status AS ENUM ('available', 'booked', 'cancelled');
CREATE TYPE booking_status AS ENUM ('confirmed', 'cancelled_by_applicant', 'cancelled_by_agent');

CREATE TABLE slots (
  organization_id uuid        NOT NULL,
  id              uuid        NOT NULL,
  property_id     uuid        NOT NULL,
  agent_id        uuid        NOT NULL,
  -- To the millisecond, as the API and its cursors say it: a finer start would never be passed by its own cursor.
  start_time      timestamptz(3) NOT NULL,
  end_time        timestamptz(3) NOT NULL,
  status          slot_status NOT NULL DEFAULT 'available',
  booking_id      uuid,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT slots_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT slots_agent_fkey FOREIGN KEY (organization_id, agent_id) REFERENCES agents (organization_id, id),
  CONSTRAINT slots_length CHECK (end_time - start_time BETWEEN interval '5 minutes' AND interval '24 hours'),
  CONSTRAINT slots_booked_has_booking CHECK ((status = 'booked') = (booking_id IS NOT NULL)),
  -- What a booking copies from its slot (bookings_slot_fkey).
  CONSTRAINT slots_visit_key UNIQUE (organization_id, id, agent_id, property_id, start_time, end_time),
  -- What a confirmed booking points at (bookings_confirmed_is_held).
  CONSTRAINT slots_booking_key UNIQUE (organization_id, id, booking_id),
  -- The same agent offers one property once at a time. Overlapping offers of different properties are allowed.
  CONSTRAINT slots_no_duplicate_offer EXCLUDE USING gist (
    organization_id WITH =, agent_id WITH =, property_id WITH =, tstzrange(start_time, end_time) WITH &&
  ) WHERE (status <> 'cancelled')
);

CREATE TABLE bookings (
  organization_id uuid           NOT NULL,
  id              uuid           NOT NULL,
  slot_id         uuid           NOT NULL,
  applicant_id    uuid           NOT NULL,
  agent_id        uuid           NOT NULL,
  property_id     uuid           NOT NULL,
  start_time      timestamptz(3) NOT NULL,
  end_time        timestamptz(3) NOT NULL,
  status          booking_status NOT NULL DEFAULT 'confirmed',
  notes           text           NOT NULL DEFAULT '',
  created_at      timestamptz    NOT NULL DEFAULT now(),
  updated_at      timestamptz    NOT NULL DEFAULT now(),
  -- The booking's own id while it is confirmed, else null: lets plain foreign keys speak of confirmed bookings only.
  confirmed_id    uuid           GENERATED ALWAYS AS (CASE WHEN status = 'confirmed' THEN id END) STORED,
  CONSTRAINT bookings_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT bookings_notes_length CHECK (char_length(notes) <= 2000),
  CONSTRAINT bookings_applicant_fkey FOREIGN KEY (organization_id, applicant_id)
    REFERENCES applicants (organization_id, id),
  -- Agent, property and times are those of the slot and stay so.
  CONSTRAINT bookings_slot_fkey FOREIGN KEY (organization_id, slot_id, agent_id, property_id, start_time, end_time)
    REFERENCES slots (organization_id, id, agent_id, property_id, start_time, end_time),
  -- What a booked slot points at (slots_booking_is_confirmed).
  CONSTRAINT bookings_confirmed_key UNIQUE (organization_id, slot_id, confirmed_id),
  -- Promise 3, nobody in two places. With ON CONFLICT DO NOTHING these cannot deadlock: see docs/decisions.
  CONSTRAINT bookings_agent_in_one_place EXCLUDE USING gist (
    organization_id WITH =, agent_id WITH =, tstzrange(start_time, end_time) WITH &&, slot_id WITH <>
  ) WHERE (status = 'confirmed'),
  CONSTRAINT bookings_applicant_in_one_place EXCLUDE USING gist (
    organization_id WITH =, applicant_id WITH =, tstzrange(start_time, end_time) WITH &&
  ) WHERE (status = 'confirmed')
);

-- Promise 1, one holder: over the confirmed bookings only, so that a released slot can be booked again.
CREATE UNIQUE INDEX bookings_one_holder ON bookings (organization_id, slot_id) WHERE status = 'confirmed';

-- Promise 2, never torn: a slot is booked exactly when it has a confirmed booking. Each side points at the other;
-- both are judged at commit, so one transaction writes both or neither.
ALTER TABLE slots ADD CONSTRAINT slots_booking_is_confirmed
  FOREIGN KEY (organization_id, id, booking_id) REFERENCES bookings (organization_id, slot_id, confirmed_id)
  DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE bookings ADD CONSTRAINT bookings_confirmed_is_held
  FOREIGN KEY (organization_id, slot_id, confirmed_id) REFERENCES slots (organization_id, id, booking_id)
  DEFERRABLE INITIALLY DEFERRED;

-- The lists of the API run by start, then id.
CREATE INDEX slots_by_agent ON slots (organization_id, agent_id, start_time, id);
CREATE INDEX slots_available_by_property ON slots (organization_id, property_id, start_time, id)
  WHERE status = 'available';
CREATE INDEX bookings_by_start ON bookings (organization_id, start_time, id);
CREATE INDEX bookings_by_applicant ON bookings (organization_id, applicant_id, start_time, id);
