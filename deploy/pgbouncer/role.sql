-- What Visita says when it connects, and PgBouncer does not pass on: said once for the role that serves, by that role itself or an
-- administrator. Connections that are open already do not hear of it: let PgBouncer RECONNECT.
ALTER ROLE visita_server IN DATABASE visita SET statement_timeout = '7s';
ALTER ROLE visita_server IN DATABASE visita SET lock_timeout = '5s';
ALTER ROLE visita_server IN DATABASE visita SET idle_in_transaction_session_timeout = '7s';
ALTER ROLE visita_server IN DATABASE visita SET plan_cache_mode = 'force_generic_plan';
