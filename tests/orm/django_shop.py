# SPDX-License-Identifier: PostgreSQL
"""The shop of models.py on one database, which $SHOP_DATABASE names: a file of SQLite, else a
database of PostgreSQL that the PG* variables lead to.

    django_shop.py make     the tables, as migrate makes them
    django_shop.py fill     rows
    django_shop.py show     all objects as text, a line each
    django_shop.py use      what an application does next: it finds, adds, changes and deletes
"""

import datetime
import decimal
import os
import pprint
import sys
import uuid

import django
from django.conf import settings

FILE = os.environ.get("SHOP_DATABASE")
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ.get("PGDATABASE"), "HOST": os.environ.get("PGHOST"),
              "PORT": os.environ.get("PGPORT"), "USER": os.environ.get("PGUSER")}
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FILE} if FILE else POSTGRESQL},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "django.contrib.admin", "shop"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True, TIME_ZONE="Europe/Berlin", SECRET_KEY="none")
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from shop.models import Line, Membership, Order, Person, Profile, Project, Setting, Tag  # noqa: E402

UTC = datetime.timezone.utc


def make():
    call_command("migrate", run_syncdb=True, verbosity=0)


def person(i):
    odd = bool(i % 2)
    return Person(
        id=uuid.UUID(int=i * 7919), email="p%d@example.org" % i, level="new" if odd else "old",
        born=datetime.date(1950 + i, 2, 28) if odd else None, wakes=datetime.time(6, i, 0, 250000 * (i % 3)),
        joined=datetime.datetime(2024, 3, 31, 1, i, 59, 999999 * (i % 2), tzinfo=UTC), is_vip=i == 3, agreed=[None, True, False][i % 3],
        balance=decimal.Decimal("%d.%02d" % (i * 10**8 - 500, i)), rate=decimal.Decimal("1234567890.1234") * i,
        score=[None, 0.1 + 0.2, 1e300, -1.5][i % 4], shift=datetime.timedelta(days=i - 2, microseconds=-i) if odd else None,
        prefs={"n": i, "é": [1.5, None, "a\"b\\"], "deep": {"x": True}}, notes=[None, [], "text", 3, {"a": 1}][i % 5],
        avatar=bytes(range(i * 20)) if odd else None, address=["10.0.0.%d" % i, "2001:db8::%d" % i, None][i % 3],
        bio="line\n\ttab \\ 'quote' \"double\" €\U0001F600", token=uuid.UUID(int=2**120 + i) if odd else None, small=-i, big=2**62 + i,
        logins=2**31 - 1 - i, rank=i, size=2**63 - 1 - i, photo="photos/%d.png" % i)


def fill():
    tags = [Tag.objects.create(name="tag %d" % i, slug="tag-%d" % i) for i in range(4)]
    people = Person.objects.bulk_create([person(i) for i in range(12)])
    for i, someone in enumerate(people[::3]):
        Profile.objects.create(person=someone, motto="motto %d" % i)
    parent = None
    for i in range(6):
        parent = Project.objects.create(owner=people[i], parent=parent, name="project %d" % i, starts=datetime.date(2024, 1, i + 1),
                                        ends=datetime.date(2024, 2, 1) if i % 2 else None)
        parent.tags.set(tags[:i])
        Membership.objects.create(project=parent, person=people[i + 1], since=datetime.datetime(2024, 1, 1, tzinfo=UTC))
    for value in (1, 2.5, "text", [1, {"a": None}], True):
        Setting.objects.create(key="key %s" % value, value=value)
    order = Order.objects.create(setting=Setting.objects.first(), total=decimal.Decimal("99999999.99"))
    for i in range(3):
        Line.objects.create(order=order, text="line %d" % i)
    Tag.objects.filter(name="tag 3").delete()
    User.objects.create_user("anna", "anna@example.org", "secret").groups.add(Group.objects.create(name="staff"))
    Group.objects.get().permissions.set(Permission.objects.order_by("id")[:5])


def show():
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda m: m._meta.label):
        for row in model.objects.order_by("pk").values():
            row = {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
            print(model._meta.label, pprint.pformat(row, width=10000))


def use():
    last = Project.objects.order_by("-id").first()
    made = Project.objects.create(owner=Person.objects.get(email="p1@example.org"), name="next", starts=datetime.date(2025, 1, 1))
    assert made.id > last.id, "a new key follows the loaded ones"
    assert Tag.objects.create(name="last", slug="last").id == 5, "a deleted key is not given again"
    assert Person.objects.filter(prefs__deep__x=True, is_vip=True).count() == 1
    assert Person.objects.filter(email__startswith="p1", joined__year=2024).count() == 3
    assert Person.objects.filter(shift__lt=datetime.timedelta(0)).count() == 1
    assert Project.objects.filter(tags__name="tag 1", members__level="new").count() > 0
    assert Person.objects.get(pk=uuid.UUID(int=7919)).balance == decimal.Decimal("99999500.01")
    User.objects.get(username="anna").delete()
    last.delete()
    assert not Membership.objects.filter(project_id=last.id).exists()


{"make": make, "fill": fill, "show": show, "use": use}[sys.argv[1]]()
