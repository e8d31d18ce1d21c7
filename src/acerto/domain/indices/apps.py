from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "acerto.domain.indices"
    label = "indices"
