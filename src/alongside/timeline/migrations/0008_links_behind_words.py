"""Links to files that stand behind words of a letter's HTML: a column without a default, so that no table is copied."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timeline", "0007_private_notes")]

    operations = [
        migrations.AddField(model_name="body", name="links", field=models.TextField(null=True)),
    ]
