from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q


def mark_made(apps: Any, editor: Any) -> None:
    """What has its entry was made; of what did not take place nothing says so, and it is left as it is."""
    calls = apps.get_model("calls", "Call").objects.using(editor.connection.alias)
    calls.filter(Q(entry__isnull=False) | Q(kept_at__isnull=False, state="not_held")).update(is_made=True)


class Migration(migrations.Migration):
    dependencies = [
        ("calls", "0002_room"),
    ]

    operations = [
        migrations.AddField(
            model_name="call",
            name="is_made",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="call",
            name="tried_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RemoveIndex(
            model_name="call",
            name="call_to_finish",
        ),
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("is_made", False), ("kept_at__isnull", False)),
                fields=["kept_at"],
                name="call_to_finish",
            ),
        ),
        migrations.RunPython(mark_made, migrations.RunPython.noop, elidable=True),
    ]
