from django.apps import AppConfig


class KitConfig(AppConfig):
    name = "acerto.doors.kit"
    label = "kit"
