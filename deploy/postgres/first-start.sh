#!/usr/bin/env bash
# The PostgreSQL image runs this once, on an empty data volume.
set -euo pipefail
psql --username postgres -v owner_password="$DB_OWNER_PASSWORD" -v app_password="$DB_APP_PASSWORD" -f /srv/roles.sql
