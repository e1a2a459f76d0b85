"""The record of logins, which is only added to."""

from typing import Any

from django.db import migrations, models

TABLE = "web_loginchange"


def refuse_changes(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 - as Django calls it
    if schema_editor.connection.vendor != "sqlite":
        return
    for what in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_{what.lower()} BEFORE {what} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'the record of logins is only added to'); END"
        )


class Migration(migrations.Migration):
    dependencies = [("web", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LoginChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=150)),
                ("login", models.CharField(max_length=150)),
                ("does", models.CharField(max_length=16)),
                ("seat", models.CharField(blank=True, default="", max_length=128)),
            ],
        ),
        migrations.RunPython(refuse_changes, migrations.RunPython.noop),
    ]
