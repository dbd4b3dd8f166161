"""Replies below every page are called the same; nothing changes in the table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_replies")]

    operations = [
        migrations.AlterField(
            model_name="reply",
            name="state",
            field=models.CharField(
                choices=[("held", "waits for you"), ("shown", "on the page"), ("hidden", "not on the page")],
                default="shown",
                max_length=6,
            ),
        ),
    ]
