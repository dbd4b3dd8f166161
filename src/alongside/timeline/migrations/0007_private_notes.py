"""Whom a private note is about is asked whenever its client is looked at."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0002_joins"),
        ("timeline", "0006_no_message_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["client", "verdict", "member"], name="decision_private_note"),
        )
    ]
