# Runs Alembic, as its program does, with the arguments of that, so that a
# migration that cannot be rendered as SQL does not end the output: the line
# "-- Not rendered (FILE): ERROR" takes its place.  It is run as PYTHON -c.
import functools
import os
import sys

sys.path[:1] = []

from alembic.config import main
from alembic.runtime import migration

begin = migration.RevisionStep.__init__


def guard(step, revision_map, revision, is_upgrade):
    begin(step, revision_map, revision, is_upgrade)
    run = step.migration_fn

    @functools.wraps(run)
    def run_guarded(*args, **kwargs):
        try:
            return run(*args, **kwargs)
        except Exception as error:
            from alembic import op

            if "--sql" not in sys.argv:
                raise
            message = " ".join(("%s: %s" % (type(error).__name__, error)).split())
            path = os.path.relpath(revision.path)
            op.get_context().impl.static_output("-- Not rendered (%s): %s" % (path, message.rstrip(": ")))

    step.migration_fn = run_guarded


migration.RevisionStep.__init__ = guard
sys.exit(main(argv=sys.argv[1:], prog="alembic"))
