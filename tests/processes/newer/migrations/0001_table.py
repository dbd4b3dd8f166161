from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_members")]
    operations = [
        migrations.RunSQL("CREATE TABLE newer_thing (id integer)", "DROP TABLE newer_thing"),
        migrations.RunSQL("UPDATE accounts_practice SET name = 'Changed'", migrations.RunSQL.noop),
    ]
