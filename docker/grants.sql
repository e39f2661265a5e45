-- What the application role may do in one database; run once in each, before the first migration.
-- The database belongs to stafette_owner, so what it creates later is covered as well.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO stafette_owner;
GRANT USAGE ON SCHEMA public TO stafette_app;
ALTER DEFAULT PRIVILEGES FOR ROLE stafette_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO stafette_app;
ALTER DEFAULT PRIVILEGES FOR ROLE stafette_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO stafette_app;
