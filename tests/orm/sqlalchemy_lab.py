# SPDX-License-Identifier: PostgreSQL
"""Tables of a laboratory with SQLAlchemy's types and constraints on one database, $LAB_URL.

    sqlalchemy_lab.py make     the tables, as create_all() makes them
    sqlalchemy_lab.py fill     rows
    sqlalchemy_lab.py show     all objects as text, a line each
    sqlalchemy_lab.py use      what an application does next: it finds, adds, changes and deletes
"""

import datetime
import decimal
import enum
import os
import pprint
import sys
import uuid

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.declarative import declarative_base

NAMES = {"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s",
         "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s", "pk": "pk_%(table_name)s"}
Base = declarative_base(metadata=sa.MetaData(naming_convention=NAMES))


class Guid(sa.TypeDecorator):
    """UUIDs where there are some, else 32 digits, as SQLAlchemy's manual has it."""
    impl = sa.CHAR
    cache_ok = True

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.UUID() if dialect.name == "postgresql" else sa.CHAR(32))

    def process_bind_param(self, value, dialect):
        return value if value is None else str(value) if dialect.name == "postgresql" else value.hex

    def process_result_value(self, value, dialect):
        return value if value is None else uuid.UUID(value)


class State(enum.Enum):
    planned = 1
    running = 2
    done = 3


BigKey = sa.BigInteger().with_variant(sa.Integer, "sqlite")
used = sa.Table("used", Base.metadata, sa.Column("run_id", sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True),
                sa.Column("device_id", sa.ForeignKey("device.id"), primary_key=True))


class Kind(Base):
    __tablename__ = "kind"
    id = sa.Column(sa.SmallInteger, primary_key=True)
    name = sa.Column(sa.String(40), nullable=False, unique=True)


class Device(Base):
    __tablename__ = "device"
    id = sa.Column(sa.Integer, primary_key=True)
    uid = sa.Column(Guid, nullable=False, unique=True, default=uuid.uuid4)
    kind_id = sa.Column(sa.ForeignKey("kind.id", onupdate="CASCADE", deferrable=True, initially="DEFERRED"))
    serial = sa.Column(sa.CHAR(8), server_default="00000000")
    label = sa.Column(sa.Unicode(80), nullable=False)
    active = sa.Column(sa.Boolean, nullable=False, server_default=sa.true())
    lent = sa.Column(sa.Boolean, server_default=sa.text("0" if os.environ["LAB_URL"].startswith("sqlite") else "false"))
    price = sa.Column(sa.Numeric(10, 2), server_default="0.00")
    factor = sa.Column(sa.Float)
    bought = sa.Column(sa.Date)
    checked = sa.Column(sa.Time)
    seen = sa.Column(sa.DateTime, server_default=sa.func.now())
    settings = sa.Column(sa.JSON)
    photo = sa.Column(sa.LargeBinary)
    note = sa.Column(sa.Text)
    __table_args__ = (sa.CheckConstraint("price >= 0", name="price"), sa.UniqueConstraint("kind_id", "label", name="uq_device_label"),
                      sa.Index("ix_device_active", "label", sqlite_where=sa.text("active = 1"), postgresql_where=sa.text("active")),
                      sa.Index("ix_device_serial", "serial", unique=True))


class Run(Base):
    __tablename__ = "run"
    id = sa.Column(BigKey, primary_key=True)
    parent_id = sa.Column(sa.BigInteger, sa.ForeignKey("run.id", ondelete="SET NULL"))
    state = sa.Column(sa.Enum(State, name="run_state", create_constraint=True), nullable=False)
    mode = sa.Column(sa.Enum("fast", "slow", name="run_mode", native_enum=False, create_constraint=True))
    started = sa.Column(sa.DateTime(timezone=True))
    took = sa.Column(sa.Interval)
    count = sa.Column(sa.BigInteger, nullable=False, server_default="0")
    data = sa.Column(sa.JSON().with_variant(postgresql.JSONB(), "postgresql"))
    words = sa.Column(sa.JSON().with_variant(postgresql.ARRAY(sa.Text), "postgresql"))
    double_count = sa.Column(sa.BigInteger, sa.Computed("count * 2", persisted=True))
    devices = orm.relationship(Device, secondary=used, order_by=Device.id)
    __table_args__ = (sa.Index("ix_run_started", started.desc()),)


class Cell(Base):
    __tablename__ = "cell"
    run_id = sa.Column(sa.BigInteger, sa.ForeignKey("run.id", ondelete="CASCADE"), primary_key=True)
    name = sa.Column(sa.String(10), primary_key=True)
    value = sa.Column(sa.Numeric(19, 4))


class Reading(Base):
    __tablename__ = "reading"
    id = sa.Column(sa.Integer, primary_key=True)
    run_id = sa.Column(sa.BigInteger, nullable=False)
    cell_name = sa.Column("Cell Name", sa.String(10), nullable=False)
    __table_args__ = (sa.ForeignKeyConstraint(["run_id", "Cell Name"], ["cell.run_id", "cell.name"], name="fk_reading_cell"),)


ENGINE = sa.create_engine(os.environ["LAB_URL"])
UTC = datetime.timezone.utc


def make():
    Base.metadata.create_all(ENGINE)


def fill():
    with orm.Session(ENGINE) as session:
        kinds = [Kind(id=i + 1, name="kind %d é" % i) for i in range(3)]
        devices = []
        for i in range(10):
            odd = bool(i % 2)
            devices.append(Device(
                uid=uuid.UUID(int=3**70 + i), kind_id=i % 3 + 1, serial="%08d" % i, label="device %d \\ 'x' \"y\"\n\t€" % i, active=odd,
                lent=[None, True, False][i % 3], price=decimal.Decimal(i) / 4, factor=[None, 0.1 + 0.2, 1e-300, -2.5][i % 4],
                bought=datetime.date(2000 + i, 2, 28) if odd else None, checked=datetime.time(i, 30, 0, 5000 * i),
                seen=datetime.datetime(2024, 1, i + 1, 3, 4, 5, 600000), settings=[{"a": [1, 2.5, None]}, 3, "text", None, []][i % 5],
                photo=bytes(range(i * 25)) if odd else None, note=None if odd else "\U0001F600 " * i))
        session.add_all(kinds)
        session.flush()
        session.add_all(devices)
        parent = None
        for i in range(6):
            parent = Run(parent_id=parent and parent.id, state=list(State)[i % 3], mode=["fast", "slow", None][i % 3],
                         started=datetime.datetime(2024, 3, 31, 1, i, 0, i, tzinfo=UTC), count=2**60 + i, data={"n": i, "b": [True]},
                         took=datetime.timedelta(days=i - 2, seconds=i, microseconds=i * 100), words=["w%d" % i, "a,b", 'c"\\d', ""][:i],
                         devices=devices[i:i + 3])
            session.add(parent)
            session.flush()
            session.add(Cell(run_id=parent.id, name="c%d" % i, value=decimal.Decimal("1234567890.1234") * i))
            session.flush()
            session.add(Reading(run_id=parent.id, cell_name="c%d" % i))
        session.commit()


def show():
    with ENGINE.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(sa.select(table).order_by(*table.primary_key)):
                values = dict(row._mapping)
                if values.get("started"):  # SQLite's have no zone
                    values["started"] = values["started"].replace(tzinfo=values["started"].tzinfo or UTC).astimezone(UTC)
                values = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}
                print(table.name, pprint.pformat(values, width=10000))


def use():
    with orm.Session(ENGINE) as session:
        last = session.query(Run).order_by(Run.id.desc()).first()
        session.add(Run(parent_id=last.id, state=State.done, mode="fast", count=4, devices=[session.query(Device).first()]))
        session.add(Kind(name="new"))
        session.commit()
        made = session.query(Run).order_by(Run.id.desc()).first()
        assert made.id == last.id + 1 and made.double_count == 8 and made.state is State.done
        assert session.query(Kind).filter_by(name="new").one().id == 4
        assert session.query(Device).filter(Device.active, Device.price > decimal.Decimal("0.5")).count() == 4
        assert session.query(Run).filter(Run.took < datetime.timedelta(0)).count() == 2
        assert session.query(Run).filter(sa.text("'a,b' = ANY (words)")).count() == 4
        session.delete(session.query(Reading).filter_by(run_id=last.id).one())
        session.flush()
        session.delete(last)
        session.commit()
        assert session.query(Cell).filter_by(run_id=last.id).count() == 0 and made.parent_id is None


{"make": make, "fill": fill, "show": show, "use": use}[sys.argv[1]]()
