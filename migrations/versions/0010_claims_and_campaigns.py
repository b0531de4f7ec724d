"""claims of legacy accounts, questions and notes about them, campaigns and invitations"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0010'
down_revision = '0009'


def upgrade() -> None:
    op.create_table('no_invitation',
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('why', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("why IN ('asked', 'bounced')", name=op.f('ck_no_invitation_why')),
    sa.PrimaryKeyConstraint('email_key', name=op.f('pk_no_invitation'))
    )
    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('current', sa.Boolean(), nullable=True),
    sa.Column('per_hour', sa.Integer(), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('days_between', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('started_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('seen_to', sa.Integer(), nullable=False),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('rest_until', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('invited', sa.Integer(), nullable=False),
    sa.Column('reminded', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('counted_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'running', 'paused', 'ended')", name=op.f('ck_campaign_state')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_campaign_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('current', name=op.f('uq_campaign_current')),
    sa.UniqueConstraint('public_id', name=op.f('uq_campaign_public_id'))
    )
    op.create_table('legacy_claim',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('legacy_account_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('how', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('filled', sa.JSON(), nullable=False),
    sa.Column('made_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('undone_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("how IN ('code', 'provider', 'picked', 'staff')", name=op.f('ck_legacy_claim_how')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_legacy_claim_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['legacy_account_id'], ['legacy_account.id'], name=op.f('fk_legacy_claim_legacy_account_id_legacy_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_legacy_claim_staff_id_staff_member')),
    sa.ForeignKeyConstraint(['undone_by'], ['staff_member.id'], name=op.f('fk_legacy_claim_undone_by_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_claim')),
    sa.UniqueConstraint('public_id', name=op.f('uq_legacy_claim_public_id'))
    )
    with op.batch_alter_table('legacy_claim', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_claim_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_claim_legacy_account_id'), ['legacy_account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_claim_made_at'), ['made_at'], unique=False)
        batch_op.create_index('uq_legacy_claim_standing', ['legacy_account_id'], unique=True, sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))

    op.create_table('legacy_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('legacy_account_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('text', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('staff_id', sa.Integer(), nullable=False),
    sa.Column('at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("kind IN ('looked', 'mailed', 'email-changed', 'claim-undone')", name=op.f('ck_legacy_note_kind')),
    sa.ForeignKeyConstraint(['legacy_account_id'], ['legacy_account.id'], name=op.f('fk_legacy_note_legacy_account_id_legacy_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_legacy_note_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_note'))
    )
    with op.batch_alter_table('legacy_note', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_note_legacy_account_id'), ['legacy_account_id'], unique=False)

    op.create_table('invitation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('round', sa.Integer(), nullable=True),
    sa.Column('message_id', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
    sa.Column('sent_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('outcome', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('remind_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint("kind IN ('campaign', 'asked', 'help-desk', 'test')", name=op.f('ck_invitation_kind')),
    sa.CheckConstraint("outcome IN ('waiting', 'sent', 'bounced', 'failed')", name=op.f('ck_invitation_outcome')),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_invitation_campaign_id_campaign')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('campaign_id', 'email_key', 'round', name=op.f('uq_invitation_campaign_id_email_key_round')),
    sa.UniqueConstraint('public_id', name=op.f('uq_invitation_public_id'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index('ix_invitation_campaign_id_remind_at', ['campaign_id', 'remind_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_email_key'), ['email_key'], unique=False)
        batch_op.create_index('ix_invitation_kind_sent_at', ['kind', 'sent_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_invitation_message_id'), ['message_id'], unique=False)
        batch_op.create_index('ix_invitation_outcome_campaign_id', ['outcome', 'campaign_id'], unique=False)

    op.create_table('legacy_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('company', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('phone', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('address', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('zip_code', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('record_number', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('claim_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('asked_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('answered_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'found', 'not-found')", name=op.f('ck_legacy_question_state')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_legacy_question_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['claim_id'], ['legacy_claim.id'], name=op.f('fk_legacy_question_claim_id_legacy_claim'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_legacy_question_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_question')),
    sa.UniqueConstraint('public_id', name=op.f('uq_legacy_question_public_id'))
    )
    with op.batch_alter_table('legacy_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_question_account_id'), ['account_id'], unique=False)
        batch_op.create_index('ix_legacy_question_state_asked_at', ['state', 'asked_at'], unique=False)
        batch_op.create_index('uq_legacy_question_waiting', ['account_id'], unique=True, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unsubscribe', sqlmodel.sql.sqltypes.AutoString(length=500), server_default='', nullable=False))



def downgrade() -> None:
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_column('unsubscribe')

    with op.batch_alter_table('legacy_question', schema=None) as batch_op:
        batch_op.drop_index('uq_legacy_question_waiting', sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))
        batch_op.drop_index('ix_legacy_question_state_asked_at')
        batch_op.drop_index(batch_op.f('ix_legacy_question_account_id'))

    op.drop_table('legacy_question')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index('ix_invitation_outcome_campaign_id')
        batch_op.drop_index(batch_op.f('ix_invitation_message_id'))
        batch_op.drop_index('ix_invitation_kind_sent_at')
        batch_op.drop_index(batch_op.f('ix_invitation_email_key'))
        batch_op.drop_index('ix_invitation_campaign_id_remind_at')

    op.drop_table('invitation')
    with op.batch_alter_table('legacy_note', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legacy_note_legacy_account_id'))

    op.drop_table('legacy_note')
    with op.batch_alter_table('legacy_claim', schema=None) as batch_op:
        batch_op.drop_index('uq_legacy_claim_standing', sqlite_where=sa.text('undone_at IS NULL'), postgresql_where=sa.text('undone_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_legacy_claim_made_at'))
        batch_op.drop_index(batch_op.f('ix_legacy_claim_legacy_account_id'))
        batch_op.drop_index(batch_op.f('ix_legacy_claim_account_id'))

    op.drop_table('legacy_claim')
    op.drop_table('campaign')
    op.drop_table('no_invitation')
