import os

from django.db import migrations


def fail(apps, schema_editor):
    match os.environ.get("FAILS"):
        case "error":
            raise ValueError("this change does not fit")
        case "kill":
            os.kill(os.getpid(), 9)


class Migration(migrations.Migration):
    dependencies = [("newer", "0001_table")]
    operations = [migrations.RunPython(fail, migrations.RunPython.noop)]
