"""passkeys, authenticator apps, recovery codes, the second step; codes to confirm and for a new email, which can be undone"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0007'
down_revision = '0006'

OF_REQUESTS = "purpose IN ('sign-in', 'unlock', 'reset', 'confirm', 'new-email')"
OF_CHALLENGES = "purpose IN ('sign-up', 'sign-in', 'unlock', 'reset', 'confirm', 'new-email')"
OF_REQUESTS_BEFORE = "purpose IN ('sign-in', 'unlock', 'reset')"
OF_CHALLENGES_BEFORE = "purpose IN ('sign-up', 'sign-in', 'unlock', 'reset')"


def upgrade() -> None:
    op.create_table('spent_challenge',
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('expires_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_spent_challenge'))
    )
    with op.batch_alter_table('spent_challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_spent_challenge_expires_at'), ['expires_at'], unique=False)

    op.create_table('authenticator_app',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('sealed_secret', sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
    sa.Column('last_step', sa.Integer(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint('(account_id IS NULL) <> (staff_id IS NULL)', name=op.f('ck_authenticator_app_one_owner')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_authenticator_app_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_authenticator_app_staff_id_staff_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_authenticator_app')),
    sa.UniqueConstraint('public_id', name=op.f('uq_authenticator_app_public_id'))
    )
    with op.batch_alter_table('authenticator_app', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_authenticator_app_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_authenticator_app_staff_id'), ['staff_id'], unique=False)

    op.create_table('email_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('old_email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('new_email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('changed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_email_change_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_email_change')),
    sa.UniqueConstraint('public_id', name=op.f('uq_email_change_public_id'))
    )
    with op.batch_alter_table('email_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_email_change_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_email_change_changed_at'), ['changed_at'], unique=False)

    op.create_table('passkey',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('credential_id', sqlmodel.sql.sqltypes.AutoString(length=1400), nullable=False),
    sa.Column('public_key', sa.LargeBinary(), nullable=False),
    sa.Column('sign_count', sa.BigInteger(), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('last_used_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_passkey_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_passkey')),
    sa.UniqueConstraint('credential_id', name=op.f('uq_passkey_credential_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_passkey_public_id'))
    )
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_passkey_account_id'), ['account_id'], unique=False)

    op.create_table('recovery_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('code_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.CheckConstraint('(account_id IS NULL) <> (staff_id IS NULL)', name=op.f('ck_recovery_code_one_owner')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_recovery_code_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_recovery_code_staff_id_staff_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_code'))
    )
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recovery_code_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_recovery_code_staff_id'), ['staff_id'], unique=False)

    op.create_table('second_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('keep', sa.Boolean(), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.CheckConstraint('(account_id IS NULL) <> (staff_id IS NULL)', name=op.f('ck_second_step_one_owner')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_second_step_account_id_account'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_second_step_staff_id_staff_member'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_step')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_second_step_token_hash'))
    )
    with op.batch_alter_table('second_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_second_step_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_second_step_created_at'), ['created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_second_step_staff_id'), ['staff_id'], unique=False)

    with op.batch_alter_table('failure_count', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    with op.batch_alter_table('resident_session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('confirmed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))

    _allow('code_request', OF_REQUESTS)
    _allow('challenge', OF_CHALLENGES)


def _allow(table: str, purposes: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_purpose'), type_='check')
        batch_op.create_check_constraint(batch_op.f(f'ck_{table}_purpose'), sa.text(purposes))


def downgrade() -> None:
    for table in ('challenge', 'code_request'):
        op.execute(f"DELETE FROM {table} WHERE purpose IN ('confirm', 'new-email')")
    _allow('challenge', OF_CHALLENGES_BEFORE)
    _allow('code_request', OF_REQUESTS_BEFORE)
    with op.batch_alter_table('resident_session', schema=None) as batch_op:
        batch_op.drop_column('confirmed_at')

    with op.batch_alter_table('failure_count', schema=None) as batch_op:
        batch_op.drop_column('told_at')

    with op.batch_alter_table('second_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_second_step_staff_id'))
        batch_op.drop_index(batch_op.f('ix_second_step_created_at'))
        batch_op.drop_index(batch_op.f('ix_second_step_account_id'))

    op.drop_table('second_step')
    with op.batch_alter_table('recovery_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recovery_code_staff_id'))
        batch_op.drop_index(batch_op.f('ix_recovery_code_account_id'))

    op.drop_table('recovery_code')
    with op.batch_alter_table('passkey', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_passkey_account_id'))

    op.drop_table('passkey')
    with op.batch_alter_table('email_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_email_change_changed_at'))
        batch_op.drop_index(batch_op.f('ix_email_change_account_id'))

    op.drop_table('email_change')
    with op.batch_alter_table('authenticator_app', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_authenticator_app_staff_id'))
        batch_op.drop_index(batch_op.f('ix_authenticator_app_account_id'))

    op.drop_table('authenticator_app')
    with op.batch_alter_table('spent_challenge', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_spent_challenge_expires_at'))

    op.drop_table('spent_challenge')
