"""create users, and more

Revision ID: 1975ea83b712
Revises: 
Create Date: 2026-01-01 10:00:00

"""
from alembic import op
import sqlalchemy as sa
revision = '1975ea83b712'
down_revision = None
branch_labels = None
depends_on = None
def upgrade():
    op.create_table('users', sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(50), nullable=False, server_default="a;b -- Running upgrade x -> y"))
    op.execute('''CREATE FUNCTION shout(t text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  -- Running upgrade nothing -> nowhere
  RETURN upper(t); -- été
END $$''')
def downgrade():
    op.execute('DROP FUNCTION shout(text)')
    op.drop_table('users')
