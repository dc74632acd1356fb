# SPDX-License-Identifier: PostgreSQL
"""A small shop that uses every kind of field and constraint that Django has for both engines."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower


class Tag(models.Model):
    id = models.SmallAutoField(primary_key=True)
    name = models.CharField(max_length=30, unique=True)
    slug = models.SlugField()


class Person(models.Model):
    LEVELS = [("new", "New"), ("old", "Old")]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    level = models.CharField(max_length=10, choices=LEVELS, default="new", db_index=True)
    born = models.DateField(null=True)
    wakes = models.TimeField(null=True)
    joined = models.DateTimeField()
    is_vip = models.BooleanField(default=False)
    agreed = models.BooleanField(null=True)
    balance = models.DecimalField(max_digits=12, decimal_places=2)
    rate = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    score = models.FloatField(null=True)
    shift = models.DurationField(null=True)
    prefs = models.JSONField(default=dict)
    notes = models.JSONField(null=True)
    avatar = models.BinaryField(null=True)
    address = models.GenericIPAddressField(null=True)
    home = models.URLField(blank=True)
    bio = models.TextField(blank=True)
    token = models.UUIDField(null=True, unique=True)
    small = models.SmallIntegerField(default=0)
    big = models.BigIntegerField(default=0)
    logins = models.PositiveIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    photo = models.FileField(upload_to="photos", blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["level", "-joined"], name="person_level_joined"),
            models.Index(fields=["email"], name="person_vip", condition=Q(is_vip=True)),
            models.Index(Lower("email"), name="person_email_lower"),
        ]
        constraints = [
            models.CheckConstraint(check=Q(balance__gte=-1000), name="person_balance"),
            models.CheckConstraint(check=Q(level__in=["new", "old"]), name="person_level"),
            models.UniqueConstraint(fields=["small", "big"], name="person_one_vip", condition=Q(is_vip=True)),
        ]


class Profile(models.Model):
    person = models.OneToOneField(Person, models.CASCADE, primary_key=True)
    motto = models.CharField(max_length=80)


class Project(models.Model):
    owner = models.ForeignKey(Person, models.PROTECT, related_name="owned")
    parent = models.ForeignKey("self", models.SET_NULL, null=True)
    name = models.CharField(max_length=50)
    starts = models.DateField()
    ends = models.DateField(null=True)
    tags = models.ManyToManyField(Tag)
    members = models.ManyToManyField(Person, through="Membership")

    class Meta:
        unique_together = [("owner", "name")]
        constraints = [models.CheckConstraint(check=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="project_ends")]


class Membership(models.Model):
    project = models.ForeignKey(Project, models.CASCADE)
    person = models.ForeignKey(Person, models.CASCADE)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "person"], name="membership_once")]


class Setting(models.Model):
    key = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()


class Order(models.Model):
    id = models.AutoField(primary_key=True)
    setting = models.ForeignKey(Setting, models.CASCADE, null=True, db_index=False)
    total = models.DecimalField(max_digits=10, decimal_places=2, db_column="Total Amount")

    class Meta:
        db_table = "Old Orders"


class Line(models.Model):
    order = models.ForeignKey(Order, models.CASCADE, db_constraint=False)
    text = models.CharField(max_length=20)

    class Meta:
        order_with_respect_to = "order"
