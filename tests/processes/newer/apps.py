from django.apps import AppConfig


class NewerConfig(AppConfig):
    name = "tests.processes.newer"
    label = "newer"
