from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("connections", "0009_made_for"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listed",
            name="state",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "Stored"),
                    (2, "Not Given"),
                    (3, "Refused"),
                    (4, "Too Old"),
                    (5, "Not Hers"),
                    (6, "Draft"),
                ]
            ),
        ),
    ]
