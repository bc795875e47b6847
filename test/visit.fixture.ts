/** The body of an offer: a visit of half an hour, tomorrow at this hour unless told otherwise. Times in UTC. */
export function visitAt(visit: { property_id: string; hours?: number; minutes?: number }): {
  property_id: string;
  start_time: string;
  end_time: string;
} {
  const start = Date.now() + (visit.hours ?? 24) * 3_600_000;
  return {
    property_id: visit.property_id,
    start_time: new Date(start).toISOString(),
    end_time: new Date(start + (visit.minutes ?? 30) * 60_000).toISOString(),
  };
}
