"""The tables of a store.

Those of `APPEND_ONLY` are only ever added to: triggers of the database refuse anything else
(`migrations/0002_append_only`). `ContentRow` alone may lose something, by an erasure that is an entry itself.
`ItemRow` is a projection, made again from the others at any time.
"""

from __future__ import annotations

from django.db import models


class LogRow(models.Model):
    """What was fixed when the store was made; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.PositiveSmallIntegerField()
    origin = models.TextField()
    of = models.TextField()
    """Of which casebook."""
    custodian = models.BinaryField(null=True)
    """Public key to which informants are sealed; none where nothing can be sealed."""
    interval_s = models.PositiveIntegerField()
    batch = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "store_log"


class EntryRow(models.Model):
    """One leaf of the log."""

    index = models.BigIntegerField(primary_key=True)
    """From 0, without a gap."""
    leaf = models.BinaryField()
    """Its bytes: commitments."""
    hash = models.BinaryField()
    recorded_at = models.DateTimeField(db_index=True)
    """Never before that of an earlier entry."""

    class Meta:
        db_table = "store_entry"


class ContentRow(models.Model):
    """What an entry commits to. Empty for a padding."""

    entry = models.OneToOneField(
        EntryRow, models.PROTECT, primary_key=True, db_column="entry", related_name="content"
    )
    groups = models.TextField()
    """Canonical JSON: content by group; an erased group is not there."""
    seed = models.BinaryField(null=True)
    """Of all its salts; none where something of it was erased."""
    salts = models.TextField(default="")
    """The salts of what is left, where something was erased: JSON, hexadecimal by group."""

    class Meta:
        db_table = "store_content"


class ErasedRow(models.Model):
    """That a group of an entry was erased, and which entry says so."""

    entry = models.ForeignKey(EntryRow, models.PROTECT, db_column="entry", related_name="+")
    group = models.TextField()
    by = models.ForeignKey(EntryRow, models.PROTECT, db_column="by_entry", related_name="+")

    class Meta:
        db_table = "store_erased"
        constraints = (models.UniqueConstraint(fields=("entry", "group"), name="store_erased_once"),)


class TileRow(models.Model):
    """256 hashes of one level of tiles, and their root, which is one hash of the level above."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()
    root = models.BinaryField()

    class Meta:
        db_table = "store_tile"
        constraints = (models.UniqueConstraint(fields=("level", "index"), name="store_tile_once"),)


class CheckpointRow(models.Model):
    """A signed statement of how far the log had grown."""

    size = models.BigIntegerField(db_index=True)
    root = models.BinaryField()
    note = models.BinaryField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "store_checkpoint"


class CosignatureRow(models.Model):
    """What a witness wrote under a checkpoint."""

    checkpoint = models.ForeignKey(CheckpointRow, models.PROTECT, related_name="cosignatures")
    witness = models.TextField()
    line = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        db_table = "store_cosignature"
        constraints = (models.UniqueConstraint(fields=("checkpoint", "line"), name="store_cosignature_once"),)


class ItemRow(models.Model):
    """One version of an item, as an entry says it: a projection."""

    entry = models.OneToOneField(
        EntryRow, models.PROTECT, primary_key=True, db_column="entry", related_name="item"
    )
    kind = models.TextField()
    own = models.TextField()
    """The item's id."""
    version = models.PositiveIntegerField()
    """From 1; 0 for a change that was refused and is kept."""
    first = models.BigIntegerField()
    """The entry of its first version: items stand in the order of these."""
    tree = models.TextField()
    """JSON: its values as text; `null` where it was withdrawn."""
    state = models.TextField()
    """`entered`, `merged`, `withdrawn` or `refused`."""
    recorded_at = models.DateTimeField()
    valid_at = models.TextField(default="")
    superseded_by = models.BigIntegerField(null=True)
    """The entry of the next version."""
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "store_item"
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "own", "version"),
                condition=models.Q(version__gt=0),
                name="store_item_version_once",
            ),
        )
        indexes = (
            models.Index(fields=("kind", "own"), name="store_item_own"),
            models.Index(fields=("first", "version"), name="store_item_order"),
        )


APPEND_ONLY = (LogRow, EntryRow, ErasedRow, TileRow, CheckpointRow, CosignatureRow)
"""Tables in which nothing is ever changed or removed."""
