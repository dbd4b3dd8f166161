from django.apps import AppConfig


class TimelineConfig(AppConfig):
    name = "alongside.timeline"
    label = "timeline"
