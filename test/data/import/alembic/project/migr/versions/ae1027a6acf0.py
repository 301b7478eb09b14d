"""Add a column (head)

Revision ID: ae1027a6acf0
Revises: 1975ea83b712
Create Date: 2026-01-02 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = 'ae1027a6acf0'
down_revision = '1975ea83b712'
branch_labels = ('billing',)
depends_on = None
def upgrade():
    op.add_column('users', sa.Column('paid', sa.Boolean))
    op.execute("INSERT INTO users (id, name) VALUES (1, 'it''s')")
def downgrade():
    op.drop_column('users', 'paid')
