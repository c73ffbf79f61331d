"""keep each firm's list of suggestions whole, and only where it changed

Revision ID: 0005
Revises: 0004
"""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_table('suggestions')
    op.create_table(
        'suggestions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('since', sa.Integer(), nullable=False),
        sa.Column('until', sa.Integer(), nullable=True),
        sa.Column('places', sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('until > since', name=op.f('ck_suggestions_until')),
        sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_suggestions_registration'),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_suggestions_event_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions')),
        sa.UniqueConstraint('event_id', 'registration_id', 'since', name=op.f('uq_suggestions_event_id_registration_id_since')),
    )
    op.create_index('ix_suggestions_registration', 'suggestions', ['registration_id'])
    op.create_index('ix_suggestions_until', 'suggestions', ['event_id', 'until'])
    op.add_column('rankings', sa.Column('rarity', sa.JSON(), server_default='{}', nullable=False))
    _rank_again()


def downgrade() -> None:
    op.drop_table('suggestions')
    op.create_table(
        'suggestions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('event_id', sa.Integer(), nullable=False),
        sa.Column('ranking_id', sa.Integer(), nullable=False),
        sa.Column('registration_id', sa.Integer(), nullable=False),
        sa.Column('other_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('score', sa.Double(), nullable=False),
        sa.Column('fit', sa.Double(), nullable=False),
        sa.Column('fit_back', sa.Double(), nullable=False),
        sa.Column('reasons', sa.JSON(), nullable=False),
        sa.CheckConstraint('registration_id <> other_id', name=op.f('ck_suggestions_not_itself')),
        sa.CheckConstraint('score >= 0 AND score <= 100', name=op.f('ck_suggestions_score')),
        sa.ForeignKeyConstraint(['event_id', 'other_id'], ['registrations.event_id', 'registrations.id'], name='fk_suggestions_other'),
        sa.ForeignKeyConstraint(['event_id', 'registration_id'], ['registrations.event_id', 'registrations.id'], name='fk_suggestions_registration'),
        sa.ForeignKeyConstraint(['event_id'], ['events.id'], name=op.f('fk_suggestions_event_id')),
        sa.ForeignKeyConstraint(['ranking_id'], ['rankings.id'], name=op.f('fk_suggestions_ranking_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions')),
        sa.UniqueConstraint('ranking_id', 'registration_id', 'other_id', name=op.f('uq_suggestions_ranking_id_registration_id_other_id')),
    )
    op.create_index(op.f('ix_suggestions_event_id'), 'suggestions', ['event_id'])
    op.create_index('ix_suggestions_list', 'suggestions', ['registration_id', 'place'])
    op.create_index('ix_suggestions_other', 'suggestions', ['other_id'])
    with op.batch_alter_table('rankings', schema=None) as batch_op:
        batch_op.drop_column('rarity')
    _rank_again()


def _rank_again() -> None:
    """Lists are computed, so they are computed anew: a run waits for each event that has a ranking, the sweeper finds it."""
    runs = sa.table(
        'job_runs',
        *(sa.column(name) for name in ('public_id', 'kind', 'queue', 'event_id', 'state', 'progress', 'attempts')),
        sa.column('arguments', sa.JSON()),
        sa.column('created_at', sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    for event_id in connection.execute(sa.text('SELECT DISTINCT event_id FROM rankings')).scalars().all():
        waiting = {'kind': 'rank', 'queue': 'quick', 'event_id': event_id, 'state': 'queued', 'progress': 0.0, 'attempts': 0}
        connection.execute(
            runs.insert().values(public_id=uuid.uuid4().hex, arguments={}, created_at=sa.func.now(), **waiting)
        )
