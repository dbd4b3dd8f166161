from django.apps import AppConfig


class LoungeConfig(AppConfig):
    name = "alongside.lounge"
    label = "lounge"
