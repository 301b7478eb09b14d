"""other root

Revision ID: e00000000001
Revises: 
Create Date: 2026-01-06 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'e00000000001'
down_revision = None
branch_labels = ('other',)
depends_on = ('d00000000001',)
def upgrade():
    op.execute('CREATE VIEW v AS SELECT 1 AS x')
def downgrade():
    op.execute('DROP VIEW v')
