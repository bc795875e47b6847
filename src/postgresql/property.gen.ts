/** Types generated for queries found in "src/postgresql/property.sql" */
import { PreparedQuery } from './prepared-query.ts';

export type DateOrString = Date | string;

/** 'AddProperty' parameters type */
export interface AddPropertyParams {
  id: string;
  organizationId: string;
}

/** 'AddProperty' return type */
export interface AddPropertyResult {
  id: string;
}

/** 'AddProperty' query type */
export interface AddPropertyQuery {
  params: AddPropertyParams;
  result: AddPropertyResult;
}

const addPropertyIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":256,"b":271}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":274,"b":277}]}],"statement":"-- Prevents the race of two first reports of a property: the later one waits here for the earlier one's end, then adds\n-- nothing and goes on with what that one left. DO NOTHING, so that it is no error.\nINSERT INTO properties (organization_id, id) VALUES (:organizationId!, :id!)\nON CONFLICT (organization_id, id) DO NOTHING\nRETURNING id"};

/**
 * Query generated from SQL:
 * ```
 * -- Prevents the race of two first reports of a property: the later one waits here for the earlier one's end, then adds
 * -- nothing and goes on with what that one left. DO NOTHING, so that it is no error.
 * INSERT INTO properties (organization_id, id) VALUES (:organizationId!, :id!)
 * ON CONFLICT (organization_id, id) DO NOTHING
 * RETURNING id
 * ```
 */
export const addProperty = new PreparedQuery<AddPropertyParams,AddPropertyResult>(addPropertyIR);


/** 'LockProperty' parameters type */
export interface LockPropertyParams {
  id: string;
  organizationId: string;
}

/** 'LockProperty' return type */
export interface LockPropertyResult {
  address: string | null;
  address_said_at: Date | null;
  created_at: Date;
  id: string;
  now: Date;
  organization_id: string;
  time_zone: string | null;
  time_zone_said_at: Date | null;
  title: string | null;
  title_said_at: Date | null;
  updated_at: Date;
}

/** 'LockProperty' query type */
export interface LockPropertyQuery {
  params: LockPropertyParams;
  result: LockPropertyResult;
}

const lockPropertyIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":411,"b":426}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":437,"b":440}]}],"statement":"-- FOR UPDATE prevents the race of two reports of one property, which would both judge by what stood before and the\n-- later one would take back what the earlier one brought. The clock is read outside the WITH query that locks, so when\n-- the lock is there and not before it: of two requests the one that comes second is also the newer one.\nWITH property AS (\n  SELECT * FROM properties WHERE organization_id = :organizationId! AND id = :id! FOR UPDATE\n)\nSELECT organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at, created_at,\n  updated_at, clock_timestamp() AS \"now!\"\nFROM property"};

/**
 * Query generated from SQL:
 * ```
 * -- FOR UPDATE prevents the race of two reports of one property, which would both judge by what stood before and the
 * -- later one would take back what the earlier one brought. The clock is read outside the WITH query that locks, so when
 * -- the lock is there and not before it: of two requests the one that comes second is also the newer one.
 * WITH property AS (
 *   SELECT * FROM properties WHERE organization_id = :organizationId! AND id = :id! FOR UPDATE
 * )
 * SELECT organization_id, id, title, address, time_zone, title_said_at, address_said_at, time_zone_said_at, created_at,
 *   updated_at, clock_timestamp() AS "now!"
 * FROM property
 * ```
 */
export const lockProperty = new PreparedQuery<LockPropertyParams,LockPropertyResult>(lockPropertyIR);


/** 'SaveProperty' parameters type */
export interface SavePropertyParams {
  address?: string | null | void;
  addressSaidAt?: DateOrString | null | void;
  changed: boolean;
  id: string;
  organizationId: string;
  timeZone?: string | null | void;
  timeZoneSaidAt?: DateOrString | null | void;
  title?: string | null | void;
  titleSaidAt?: DateOrString | null | void;
}

/** 'SaveProperty' return type */
export interface SavePropertyResult {
  address: string | null;
  created_at: Date;
  id: string;
  organization_id: string;
  time_zone: string | null;
  title: string | null;
  updated_at: Date;
}

/** 'SaveProperty' query type */
export interface SavePropertyQuery {
  params: SavePropertyParams;
  result: SavePropertyResult;
}

const savePropertyIR: any = {"usedParamSet":{"title":true,"address":true,"timeZone":true,"titleSaidAt":true,"addressSaidAt":true,"timeZoneSaidAt":true,"changed":true,"organizationId":true,"id":true},"params":[{"name":"title","required":false,"transform":{"type":"scalar"},"locs":[{"a":30,"b":35}]},{"name":"address","required":false,"transform":{"type":"scalar"},"locs":[{"a":48,"b":55}]},{"name":"timeZone","required":false,"transform":{"type":"scalar"},"locs":[{"a":70,"b":78}]},{"name":"titleSaidAt","required":false,"transform":{"type":"scalar"},"locs":[{"a":97,"b":108}]},{"name":"addressSaidAt","required":false,"transform":{"type":"scalar"},"locs":[{"a":131,"b":144}]},{"name":"timeZoneSaidAt","required":false,"transform":{"type":"scalar"},"locs":[{"a":167,"b":181}]},{"name":"changed","required":true,"transform":{"type":"scalar"},"locs":[{"a":209,"b":217}]},{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":323,"b":338}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":349,"b":352}]}],"statement":"UPDATE properties\nSET title = :title, address = :address, time_zone = :timeZone, title_said_at = :titleSaidAt,\n  address_said_at = :addressSaidAt, time_zone_said_at = :timeZoneSaidAt,\n  updated_at = CASE WHEN :changed!::boolean THEN clock.now ELSE updated_at END\nFROM (SELECT now() AS now) AS clock\nWHERE organization_id = :organizationId! AND id = :id!\nRETURNING organization_id, id, title, address, time_zone, created_at, updated_at"};

/**
 * Query generated from SQL:
 * ```
 * UPDATE properties
 * SET title = :title, address = :address, time_zone = :timeZone, title_said_at = :titleSaidAt,
 *   address_said_at = :addressSaidAt, time_zone_said_at = :timeZoneSaidAt,
 *   updated_at = CASE WHEN :changed!::boolean THEN clock.now ELSE updated_at END
 * FROM (SELECT now() AS now) AS clock
 * WHERE organization_id = :organizationId! AND id = :id!
 * RETURNING organization_id, id, title, address, time_zone, created_at, updated_at
 * ```
 */
export const saveProperty = new PreparedQuery<SavePropertyParams,SavePropertyResult>(savePropertyIR);


/** 'RecordPropertyChange' parameters type */
export interface RecordPropertyChangeParams {
  actorId?: string | null | void;
  actorRole: string;
  eventType: string;
  id: string;
  organizationId: string;
}

/** 'RecordPropertyChange' return type */
export type RecordPropertyChangeResult = void;

/** 'RecordPropertyChange' query type */
export interface RecordPropertyChangeQuery {
  params: RecordPropertyChangeParams;
  result: RecordPropertyChangeResult;
}

const recordPropertyChangeIR: any = {"usedParamSet":{"organizationId":true,"eventType":true,"actorRole":true,"actorId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":126,"b":141}]},{"name":"eventType","required":true,"transform":{"type":"scalar"},"locs":[{"a":144,"b":154}]},{"name":"actorRole","required":true,"transform":{"type":"scalar"},"locs":[{"a":157,"b":167}]},{"name":"actorId","required":false,"transform":{"type":"scalar"},"locs":[{"a":170,"b":177}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":180,"b":183}]}],"statement":"-- For the audit trail; nobody is told.\nINSERT INTO events (organization_id, type, actor_role, actor_id, property_id)\nVALUES (:organizationId!, :eventType!, :actorRole!, :actorId, :id!)"};

/**
 * Query generated from SQL:
 * ```
 * -- For the audit trail; nobody is told.
 * INSERT INTO events (organization_id, type, actor_role, actor_id, property_id)
 * VALUES (:organizationId!, :eventType!, :actorRole!, :actorId, :id!)
 * ```
 */
export const recordPropertyChange = new PreparedQuery<RecordPropertyChangeParams,RecordPropertyChangeResult>(recordPropertyChangeIR);


/** 'FindProperty' parameters type */
export interface FindPropertyParams {
  id: string;
  organizationId: string;
}

/** 'FindProperty' return type */
export interface FindPropertyResult {
  address: string | null;
  created_at: Date;
  id: string;
  organization_id: string;
  time_zone: string | null;
  title: string | null;
  updated_at: Date;
}

/** 'FindProperty' query type */
export interface FindPropertyQuery {
  params: FindPropertyParams;
  result: FindPropertyResult;
}

const findPropertyIR: any = {"usedParamSet":{"organizationId":true,"id":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":118,"b":133}]},{"name":"id","required":true,"transform":{"type":"scalar"},"locs":[{"a":144,"b":147}]}],"statement":"SELECT organization_id, id, title, address, time_zone, created_at, updated_at\nFROM properties\nWHERE organization_id = :organizationId! AND id = :id!"};

/**
 * Query generated from SQL:
 * ```
 * SELECT organization_id, id, title, address, time_zone, created_at, updated_at
 * FROM properties
 * WHERE organization_id = :organizationId! AND id = :id!
 * ```
 */
export const findProperty = new PreparedQuery<FindPropertyParams,FindPropertyResult>(findPropertyIR);


/** 'ListProperties' parameters type */
export interface ListPropertiesParams {
  afterId: string;
  afterOrganizationId: string;
  limit: number;
  organizationId: string;
}

/** 'ListProperties' return type */
export interface ListPropertiesResult {
  address: string | null;
  created_at: Date;
  id: string;
  organization_id: string;
  time_zone: string | null;
  title: string | null;
  updated_at: Date;
}

/** 'ListProperties' query type */
export interface ListPropertiesQuery {
  params: ListPropertiesParams;
  result: ListPropertiesResult;
}

const listPropertiesIR: any = {"usedParamSet":{"organizationId":true,"afterId":true,"afterOrganizationId":true,"limit":true},"params":[{"name":"organizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":298,"b":313}]},{"name":"afterId","required":true,"transform":{"type":"scalar"},"locs":[{"a":325,"b":333},{"a":372,"b":380}]},{"name":"afterOrganizationId","required":true,"transform":{"type":"scalar"},"locs":[{"a":389,"b":409}]},{"name":"limit","required":true,"transform":{"type":"scalar"},"locs":[{"a":436,"b":442}]}],"statement":"-- Walks properties_pkey from the cursor on. Of properties with one id in two organizations, that of the first organization\n-- comes first; the row comparison says so across them.\nSELECT organization_id, id, title, address, time_zone, created_at, updated_at\nFROM properties\nWHERE organization_id = :organizationId! AND id >= :afterId!::uuid\n  AND (id, organization_id) > (:afterId!::uuid, :afterOrganizationId!::uuid)\nORDER BY id\nLIMIT :limit!::int"};

/**
 * Query generated from SQL:
 * ```
 * -- Walks properties_pkey from the cursor on. Of properties with one id in two organizations, that of the first organization
 * -- comes first; the row comparison says so across them.
 * SELECT organization_id, id, title, address, time_zone, created_at, updated_at
 * FROM properties
 * WHERE organization_id = :organizationId! AND id >= :afterId!::uuid
 *   AND (id, organization_id) > (:afterId!::uuid, :afterOrganizationId!::uuid)
 * ORDER BY id
 * LIMIT :limit!::int
 * ```
 */
export const listProperties = new PreparedQuery<ListPropertiesParams,ListPropertiesResult>(listPropertiesIR);


