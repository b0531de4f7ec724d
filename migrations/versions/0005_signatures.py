"""signatures: the consent a draft began with, the receipt of what was signed; what was submitted can't be changed"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0005'
down_revision = '0004'

# A later migration that remakes one of these tables on SQLite loses its trigger and must make it again:
# tests/registrations/test_immutable.py tells.
IMMUTABLE = ('accepted_text', 'submission')


def upgrade() -> None:
    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('consent', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_registration_consent_accepted_text'), 'accepted_text', ['consent'], ['digest'])

    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.add_column(sa.Column('receipt', sqlmodel.sql.sqltypes.AutoString(length=20), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_submission_receipt'), ['receipt'])

    if _is_postgresql():
        op.execute("CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
                   "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$")
    for table in IMMUTABLE:
        op.execute(f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE ON {table} {_refusal(table)}")


def downgrade() -> None:
    if op.get_bind().execute(sa.text("SELECT count(*) FROM submission WHERE receipt IS NOT NULL")).scalar():
        raise RuntimeError("residents hold receipts, whose numbers would be lost")
    for table in IMMUTABLE:
        op.execute(f"DROP TRIGGER {table}_is_immutable" + (f" ON {table}" if _is_postgresql() else ""))
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change()")

    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_submission_receipt'), type_='unique')
        batch_op.drop_column('receipt')

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_registration_consent_accepted_text'), type_='foreignkey')
        batch_op.drop_column('consent')


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == 'postgresql'


def _refusal(table: str) -> str:
    if _is_postgresql():
        return "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    return f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
