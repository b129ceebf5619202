#!/bin/sh
# Run once by the database container when its volume is empty: the two roles and the database, as in the private cluster.
set -eu
sed -e "s/@OWNER@/$MAMORI_OWNER_PASSWORD/" -e "s/@SERVER@/$MAMORI_SERVER_PASSWORD/" -e 's/$/;/' /roles |
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres
