"""empty

Revision ID: f00000000001
Revises: d00000000001
Create Date: 2026-01-07 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'f00000000001'
down_revision = 'd00000000001'
branch_labels = None
depends_on = None
def upgrade():
    pass
def downgrade():
    pass
