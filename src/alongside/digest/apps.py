from django.apps import AppConfig


class DigestConfig(AppConfig):
    name = "alongside.digest"
    label = "digest"
