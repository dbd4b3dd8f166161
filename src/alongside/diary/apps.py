from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "alongside.diary"
    label = "diary"
