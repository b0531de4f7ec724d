"""imports from the old system, its account holders, what was said of them, and rows that were refused"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0009'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('legacy_account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('legacy_id', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_account')),
    sa.UniqueConstraint('legacy_id', name=op.f('uq_legacy_account_legacy_id')),
    sa.UniqueConstraint('public_id', name=op.f('uq_legacy_account_public_id'))
    )
    with op.batch_alter_table('legacy_account', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_account_email_key'), ['email_key'], unique=False)

    op.create_table('legacy_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('file_name', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
    sa.Column('stored', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('encoding', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('delimiter', sqlmodel.sql.sqltypes.AutoString(length=1), nullable=False),
    sa.Column('dry_run', sa.Boolean(), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=16), nullable=False),
    sa.Column('bytes_read', sa.BigInteger(), nullable=False),
    sa.Column('bytes_total', sa.BigInteger(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('unchanged', sa.Integer(), nullable=False),
    sa.Column('refused', sa.Integer(), nullable=False),
    sa.Column('told', sa.JSON(), nullable=False),
    sa.Column('begun_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('seen_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
    sa.Column('ended_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.Column('staff_id', sa.Integer(), nullable=True),
    sa.Column('problem', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('detail', sqlmodel.sql.sqltypes.AutoString(length=255), nullable=False),
    sa.Column('tidied_to', sa.Integer(), nullable=False),
    sa.Column('tidied_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'reading', 'checked', 'done', 'dropped', 'failed')", name=op.f('ck_legacy_import_state')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff_member.id'], name=op.f('fk_legacy_import_staff_id_staff_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_import')),
    sa.UniqueConstraint('public_id', name=op.f('uq_legacy_import_public_id'))
    )
    op.create_table('legacy_refusal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('field', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=32), nullable=False),
    sa.Column('detail', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['legacy_import.id'], name=op.f('fk_legacy_refusal_import_id_legacy_import')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_refusal'))
    )
    with op.batch_alter_table('legacy_refusal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_refusal_import_id'), ['import_id'], unique=False)

    op.create_table('legacy_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('legacy_account_id', sa.Integer(), nullable=False),
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('line', sa.Integer(), nullable=False),
    sa.Column('digest', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('email', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('email_key', sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
    sa.Column('first_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('middle_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('last_name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('company', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('phone', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('phone_key', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
    sa.Column('address1', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('address2', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('city', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('state', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('zip', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('name_key', sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
    sa.Column('last_name_key', sa.String(length=400).with_variant(sa.String(length=400, collation='C'), 'postgresql'), nullable=False),
    sa.Column('company_key', sa.String(length=400).with_variant(sa.String(length=400, collation='C'), 'postgresql'), nullable=False),
    sa.Column('address_key', sa.String(length=400).with_variant(sa.String(length=400, collation='C'), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['legacy_import.id'], name=op.f('fk_legacy_version_import_id_legacy_import')),
    sa.ForeignKeyConstraint(['legacy_account_id'], ['legacy_account.id'], name=op.f('fk_legacy_version_legacy_account_id_legacy_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_version')),
    sa.UniqueConstraint('legacy_account_id', 'import_id', name=op.f('uq_legacy_version_legacy_account_id_import_id'))
    )
    with op.batch_alter_table('legacy_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_version_address_key'), ['address_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_company_key'), ['company_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_email_key'), ['email_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_import_id'), ['import_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_last_name_key'), ['last_name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_version_phone_key'), ['phone_key'], unique=False)

    op.create_table('legacy_record',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('number_key', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('title', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('status', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.ForeignKeyConstraint(['version_id'], ['legacy_version.id'], name=op.f('fk_legacy_record_version_id_legacy_version'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legacy_record'))
    )
    with op.batch_alter_table('legacy_record', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_legacy_record_number_key'), ['number_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_legacy_record_version_id'), ['version_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('legacy_record', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legacy_record_version_id'))
        batch_op.drop_index(batch_op.f('ix_legacy_record_number_key'))

    op.drop_table('legacy_record')
    with op.batch_alter_table('legacy_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legacy_version_phone_key'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_name_key'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_last_name_key'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_import_id'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_email_key'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_company_key'))
        batch_op.drop_index(batch_op.f('ix_legacy_version_address_key'))

    op.drop_table('legacy_version')
    with op.batch_alter_table('legacy_refusal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legacy_refusal_import_id'))

    op.drop_table('legacy_refusal')
    op.drop_table('legacy_import')
    with op.batch_alter_table('legacy_account', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_legacy_account_email_key'))

    op.drop_table('legacy_account')
