#!/bin/sh
# Set up a fresh PostgreSQL for Stafette: two unprivileged roles, one database.
set -eu
: "${OWNER_PASSWORD:?Set OWNER_PASSWORD in .env: the password of the role that migrates.}"
: "${APP_PASSWORD:?Set APP_PASSWORD in .env: the password of the role that serves.}"

ask() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" "$@"; }

here=${SQL_FOLDER:-/stafette}
ask --dbname postgres --file "$here/roles.sql"
# The passwords travel on standard input, since arguments can be read by every process.
ask --dbname postgres <<SQL
\\set owner_password \`printf %s "\$OWNER_PASSWORD"\`
\\set app_password \`printf %s "\$APP_PASSWORD"\`
ALTER ROLE stafette_owner PASSWORD :'owner_password';
ALTER ROLE stafette_app PASSWORD :'app_password';
CREATE DATABASE stafette OWNER stafette_owner;
SQL
ask --dbname stafette --file "$here/grants.sql"
