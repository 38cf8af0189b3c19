-- The roles and the database of Kaowu. A superuser runs this on a new server; running it again changes only passwords:
--   psql -v owner_password=… -v app_password=… -f roles.sql
--
-- kaowu_owner owns the tables and runs the migrations. kaowu_app is what the portal and its worker run as: it reads and
-- writes rows, and can neither change a table nor switch off a trigger.
\set ON_ERROR_STOP on

SELECT 'CREATE ROLE kaowu_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kaowu_owner') \gexec
SELECT 'CREATE ROLE kaowu_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kaowu_app') \gexec
ALTER ROLE kaowu_owner PASSWORD :'owner_password';
ALTER ROLE kaowu_app PASSWORD :'app_password';

-- Default privileges stand in each database; those of template1 are copied into every database made later.
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE kaowu_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO kaowu_app;
ALTER DEFAULT PRIVILEGES FOR ROLE kaowu_owner GRANT USAGE, SELECT ON SEQUENCES TO kaowu_app;

SELECT 'CREATE DATABASE kaowu OWNER kaowu_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'kaowu') \gexec
