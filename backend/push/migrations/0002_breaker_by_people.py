from django.db import migrations, models


def forget(apps, schema_editor):
    """What the rows say is of the moment, and was counted by another rule."""
    apps.get_model("push", "PushOrigin").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("push", "0001_initial")]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(model_name="pushorigin", name="refusals"),
        migrations.AddField(model_name="pushorigin", name="failures", field=models.JSONField(default=list)),
        migrations.AddField(
            model_name="pushorigin", name="accepted_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="subscription", name="paused_until", field=models.DateTimeField(null=True)
        ),
    ]
