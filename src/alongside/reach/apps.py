from django.apps import AppConfig


class ReachConfig(AppConfig):
    name = "alongside.reach"
    label = "reach"
