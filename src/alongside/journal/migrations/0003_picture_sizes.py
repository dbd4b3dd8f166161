"""How wide and high a picture of a post is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_pictures")]

    operations = [
        migrations.AddField("picture", "width", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("picture", "height", models.PositiveSmallIntegerField(null=True)),
    ]
