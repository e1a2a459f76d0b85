"""The tables of a store, as `models` has them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = [
        migrations.CreateModel(
            name="CheckpointRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("size", models.BigIntegerField(db_index=True)),
                ("root", models.BinaryField()),
                ("note", models.BinaryField()),
                ("signed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_checkpoint",
            },
        ),
        migrations.CreateModel(
            name="EntryRow",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf", models.BinaryField()),
                ("hash", models.BinaryField()),
                ("recorded_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "store_entry",
            },
        ),
        migrations.CreateModel(
            name="LogRow",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("version", models.PositiveSmallIntegerField()),
                ("origin", models.TextField()),
                ("of", models.TextField()),
                ("custodian", models.BinaryField(null=True)),
                ("interval_s", models.PositiveIntegerField()),
                ("batch", models.PositiveIntegerField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "store_log",
            },
        ),
        migrations.CreateModel(
            name="ContentRow",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="entry",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="content",
                        serialize=False,
                        to="store.entryrow",
                    ),
                ),
                ("groups", models.TextField()),
                ("seed", models.BinaryField(null=True)),
                ("salts", models.TextField(default="")),
            ],
            options={
                "db_table": "store_content",
            },
        ),
        migrations.CreateModel(
            name="TileRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("index", models.BigIntegerField()),
                ("hashes", models.BinaryField()),
                ("root", models.BinaryField()),
            ],
            options={
                "db_table": "store_tile",
                "constraints": [models.UniqueConstraint(fields=("level", "index"), name="store_tile_once")],
            },
        ),
        migrations.CreateModel(
            name="ItemRow",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        db_column="entry",
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="item",
                        serialize=False,
                        to="store.entryrow",
                    ),
                ),
                ("kind", models.TextField()),
                ("own", models.TextField()),
                ("version", models.PositiveIntegerField()),
                ("first", models.BigIntegerField()),
                ("tree", models.TextField()),
                ("state", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("valid_at", models.TextField(default="")),
                ("superseded_by", models.BigIntegerField(null=True)),
                ("superseded_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "store_item",
                "indexes": [
                    models.Index(fields=["kind", "own"], name="store_item_own"),
                    models.Index(fields=["first", "version"], name="store_item_order"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("version__gt", 0)),
                        fields=("kind", "own", "version"),
                        name="store_item_version_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CosignatureRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("witness", models.TextField()),
                ("line", models.TextField()),
                ("received_at", models.DateTimeField()),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="store.checkpointrow",
                    ),
                ),
            ],
            options={
                "db_table": "store_cosignature",
                "constraints": [
                    models.UniqueConstraint(fields=("checkpoint", "line"), name="store_cosignature_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasedRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.TextField()),
                (
                    "by",
                    models.ForeignKey(
                        db_column="by_entry",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.entryrow",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_column="entry",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.entryrow",
                    ),
                ),
            ],
            options={
                "db_table": "store_erased",
                "constraints": [models.UniqueConstraint(fields=("entry", "group"), name="store_erased_once")],
            },
        ),
    ]
