"""merge

Revision ID: d00000000001
Revises: b, c
Create Date: 2026-01-05 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'd00000000001'
down_revision = ('c00000000001', 'b00000000001')
branch_labels = None
depends_on = None
def upgrade():
    pass
def downgrade():
    pass
