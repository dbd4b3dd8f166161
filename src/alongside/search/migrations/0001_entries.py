"""The table that says which row of the index speaks for which entry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("row", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(null=True, unique=True)),
                ("is_erased", models.BooleanField(db_default=False, default=False)),
            ],
        ),
    ]
