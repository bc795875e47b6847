-- Up Migration

-- Rather give up than keep a running server waiting behind a lock.
SET LOCAL lock_timeout = '5s';
SET LOCAL statement_timeout = '60s';

-- What an agency says of a property. A slot needs no row here; whoever wants to say more than an id joins it LEFT.
CREATE TABLE properties (
  organization_id   uuid           NOT NULL,
  id                uuid           NOT NULL,
  -- Null is what nobody has said yet: an event may carry one field only.
  title             text,
  address           text,
  time_zone         text,
  -- When each was said: field by field the newer wins, so that the order in which messages arrive does not matter.
  title_said_at     timestamptz(3),
  address_said_at   timestamptz(3),
  time_zone_said_at timestamptz(3),
  created_at        timestamptz    NOT NULL DEFAULT now(),
  updated_at        timestamptz    NOT NULL DEFAULT now(),
  CONSTRAINT properties_pkey PRIMARY KEY (organization_id, id),
  CONSTRAINT properties_title CHECK ((title IS NULL) = (title_said_at IS NULL) AND char_length(title) <= 200),
  CONSTRAINT properties_address CHECK ((address IS NULL) = (address_said_at IS NULL) AND char_length(address) <= 500),
  CONSTRAINT properties_time_zone CHECK ((time_zone IS NULL) = (time_zone_said_at IS NULL) AND char_length(time_zone) <= 100)
);

-- The audit trail speaks of properties, too.
ALTER TABLE events ADD COLUMN property_id uuid;
