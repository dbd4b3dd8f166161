from django.apps import AppConfig


class OriginalsConfig(AppConfig):
    name = "alongside.originals"
    label = "originals"
