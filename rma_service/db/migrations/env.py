"""Runs the steps on the connection that db/migrate.py opened, inside its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
