"""shipping starts

Revision ID: b00000000001
Revises: 1975ea83b712
Create Date: 2026-01-03 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'b00000000001'
down_revision = '1975ea83b712'
branch_labels = ('shipping',)
depends_on = 'ae1027a6acf0'
def upgrade():
    op.create_table('parcels', sa.Column('id', sa.Integer, primary_key=True))
def downgrade():
    op.drop_table('parcels')
