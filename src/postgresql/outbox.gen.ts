/** Types generated for queries found in "src/postgresql/outbox.sql" */
import { PreparedQuery } from '@pgtyped/runtime';

/** 'MeasureOutbox' parameters type */
export type MeasureOutboxParams = void;

/** 'MeasureOutbox' return type */
export interface MeasureOutboxResult {
  oldest_seconds: number;
  pending: number;
}

/** 'MeasureOutbox' query type */
export interface MeasureOutboxQuery {
  params: MeasureOutboxParams;
  result: MeasureOutboxResult;
}

const measureOutboxIR: any = {"usedParamSet":{},"params":[],"statement":"SELECT count(*)::int AS \"pending!\", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS \"oldest_seconds!\"\nFROM outbox"};

/**
 * Query generated from SQL:
 * ```
 * SELECT count(*)::int AS "pending!", COALESCE(extract(epoch FROM now() - min(created_at)), 0)::float8 AS "oldest_seconds!"
 * FROM outbox
 * ```
 */
export const measureOutbox = new PreparedQuery<MeasureOutboxParams,MeasureOutboxResult>(measureOutboxIR);


