-- The two roles of Stafette, run once per PostgreSQL server by its administrator.
-- Neither is a superuser and neither may pass row-level security: the first owns the tables and
-- migrates them, the second serves people and mail and sees one tenant at a time.
CREATE ROLE stafette_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE ROLE stafette_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
