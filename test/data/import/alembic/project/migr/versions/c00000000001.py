"""index

Revision ID: c00000000001
Revises: ae1027a6acf0
Create Date: 2026-01-04 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'c00000000001'
down_revision = 'ae1027a6acf0'
branch_labels = None
depends_on = None
def upgrade():
    with op.get_context().autocommit_block():
        op.execute('CREATE INDEX CONCURRENTLY users_name ON users (name)')
def downgrade():
    with op.get_context().autocommit_block():
        op.execute('DROP INDEX CONCURRENTLY users_name')
