"""codes to enter, to unlock and to choose a new password; a door for each known device"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0006'
down_revision = '0005'

PURPOSES = "purpose IN ('sign-up', 'sign-in', 'unlock', 'reset')"
BEFORE = "purpose IN ('sign-up')"


def upgrade() -> None:
    op.create_table('code_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('purpose', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('keep', sa.Boolean(), nullable=False),
    sa.Column('language', sqlmodel.sql.sqltypes.AutoString(length=8), nullable=False),
    sa.Column('created_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('proven_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint("purpose IN ('sign-in', 'unlock', 'reset')", name=op.f('ck_code_request_purpose')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_code_request_account_id_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_code_request')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_code_request_token_hash'))
    )
    with op.batch_alter_table('code_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_code_request_account_id'), ['account_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_code_request_created_at'), ['created_at'], unique=False)

    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code_request_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_challenge_code_request_id'), ['code_request_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_challenge_code_request_id_code_request'), 'code_request', ['code_request_id'], ['id'], ondelete='SET NULL')
        batch_op.drop_constraint(batch_op.f('ck_challenge_purpose'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_challenge_purpose'), sa.text(PURPOSES))

    op.execute("DELETE FROM failure_count")  # their keys fit no door any more; they would be forgotten within a day
    with op.batch_alter_table('failure_count', schema=None) as batch_op:
        batch_op.add_column(sa.Column('owner', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False))
        batch_op.create_index(batch_op.f('ix_failure_count_owner'), ['owner'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('failure_count', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_failure_count_owner'))
        batch_op.drop_column('owner')

    op.execute("DELETE FROM challenge WHERE purpose <> 'sign-up'")
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_challenge_purpose'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_challenge_purpose'), sa.text(BEFORE))
        batch_op.drop_constraint(batch_op.f('fk_challenge_code_request_id_code_request'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_challenge_code_request_id'))
        batch_op.drop_column('code_request_id')

    with op.batch_alter_table('code_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_code_request_created_at'))
        batch_op.drop_index(batch_op.f('ix_code_request_account_id'))

    op.drop_table('code_request')
