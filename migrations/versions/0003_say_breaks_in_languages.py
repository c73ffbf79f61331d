"""say breaks in languages, and on which day

Revision ID: 0003
Revises: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('breaks', schema=None) as batch_op:
        batch_op.alter_column('label', new_column_name='label_en', existing_type=sa.String(), nullable=True)
        batch_op.add_column(sa.Column('label_zh', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('label_fr', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('day', sa.Date(), nullable=True))
    # no batch here: rebuilding the table would lose the triggers that keep slots apart
    op.execute('ALTER TABLE slots RENAME COLUMN label TO label_en')
    op.add_column('slots', sa.Column('label_zh', sa.String(), nullable=True))
    op.add_column('slots', sa.Column('label_fr', sa.String(), nullable=True))


def downgrade() -> None:
    for table in ('breaks', 'slots'):
        op.execute(f'UPDATE {table} SET label_en = COALESCE(label_en, label_zh, label_fr)')
    op.execute('ALTER TABLE slots DROP COLUMN label_fr')
    op.execute('ALTER TABLE slots DROP COLUMN label_zh')
    op.execute('ALTER TABLE slots RENAME COLUMN label_en TO label')
    with op.batch_alter_table('breaks', schema=None) as batch_op:
        batch_op.drop_column('day')
        batch_op.drop_column('label_fr')
        batch_op.drop_column('label_zh')
        batch_op.alter_column('label_en', new_column_name='label', existing_type=sa.String(), nullable=False)
