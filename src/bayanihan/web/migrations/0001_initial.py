from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_digest", models.CharField(max_length=64)),
                ("at", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name_digest", "at"], name="failed_sign_in_by_name"),
                    models.Index(fields=["at"], name="failed_sign_in_by_time"),
                ],
            },
        ),
    ]
