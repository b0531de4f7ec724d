"""identities of providers, sign-ins by them that are on their way, and their codes"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0008'
down_revision = '0007'

OF_CHALLENGES = "purpose IN ('sign-up', 'sign-in', 'unlock', 'reset', 'confirm', 'new-email', 'social')"
OF_CHALLENGES_BEFORE = "purpose IN ('sign-up', 'sign-in', 'unlock', 'reset', 'confirm', 'new-email')"


def upgrade() -> None:
    op.create_table('identity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('provider', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint("provider IN ('google', 'apple', 'microsoft', 'facebook')", name=op.f('ck_identity_provider')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_identity_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity')),
    sa.UniqueConstraint('provider', 'subject', name=op.f('uq_identity_provider_subject')),
    sa.UniqueConstraint('public_id', name=op.f('uq_identity_public_id'))
    )
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_identity_account_id'), ['account_id'], unique=False)

    op.create_table('social_sign_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('provider', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('subject', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
    sa.Column('told_email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('vouched', sa.Boolean(), nullable=False),
    sa.Column('relay', sa.Boolean(), nullable=False),
    sa.Column('first_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('last_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('agreed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('adding', sa.Boolean(), nullable=False),
    sa.CheckConstraint("provider IN ('google', 'apple', 'microsoft', 'facebook')", name=op.f('ck_social_sign_in_provider')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_social_sign_in_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_social_sign_in')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_social_sign_in_token_hash'))
    )
    with op.batch_alter_table('social_sign_in', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_social_sign_in_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_social_sign_in_created_at'), ['created_at'], unique=False)

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('social_sign_in_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_challenge_social_sign_in_id'), ['social_sign_in_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_challenge_social_sign_in_id_social_sign_in'), 'social_sign_in', ['social_sign_in_id'], ['id'], ondelete='SET NULL')
        _allow(batch_op, OF_CHALLENGES)


def _allow(batch_op, purposes: str) -> None:
    batch_op.drop_constraint(batch_op.f('ck_challenge_purpose'), type_='check')
    batch_op.create_check_constraint(batch_op.f('ck_challenge_purpose'), sa.text(purposes))


def downgrade() -> None:
    op.execute("DELETE FROM challenge WHERE purpose = 'social'")
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_challenge_social_sign_in_id_social_sign_in'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_challenge_social_sign_in_id'))
        batch_op.drop_column('social_sign_in_id')
        _allow(batch_op, OF_CHALLENGES_BEFORE)

    with op.batch_alter_table('social_sign_in', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_social_sign_in_created_at'))
        batch_op.drop_index(batch_op.f('ix_social_sign_in_account_id'))

    op.drop_table('social_sign_in')
    with op.batch_alter_table('identity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_identity_account_id'))

    op.drop_table('identity')
