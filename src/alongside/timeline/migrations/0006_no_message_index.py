"""Nobody asks for entries by the hash of their Message-ID: what hangs together is asked of the thread keys."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("timeline", "0005_kept_read_with")]

    operations = [migrations.RemoveIndex(model_name="interaction", name="interaction_message")]
