/** What a process does of the whole. */
export const ROLES = ['all', 'serve', 'work', 'migrate'] as const;

/**
 * `all`: everything, with embedded parts where nothing else is set. `serve`: requests. `work`: the queue, messages, jobs.
 * `migrate`: brings the database up to date, then ends.
 */
export type Role = (typeof ROLES)[number];

/** The role that the command line names, `all` where it names none; null for what is no role. */
export function readRole(argument: string | undefined): Role | null {
  return argument === undefined ? 'all' : (ROLES.find((role) => role === argument) ?? null);
}
