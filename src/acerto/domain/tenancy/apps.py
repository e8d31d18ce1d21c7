from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "acerto.domain.tenancy"
    label = "tenancy"
    default_auto_field = "django.db.models.BigAutoField"
