-- Two roles: one owns the tables and migrates, the other serves and may do nothing but read and write rows (docs/operations.md).
-- As the administrator, once. Change the passwords.
CREATE ROLE visita_owner LOGIN PASSWORD 'owner';
CREATE ROLE visita_server LOGIN PASSWORD 'server';
CREATE DATABASE visita OWNER visita_owner;
REVOKE ALL ON DATABASE visita FROM PUBLIC;
GRANT CONNECT ON DATABASE visita TO visita_server;
