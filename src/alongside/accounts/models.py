"""Who may sign in, and the practice they belong to."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Practice(models.Model):
    """The business this installation serves. One row."""

    name = models.CharField(max_length=200, default="")
    timezone = models.CharField(max_length=64, default="Europe/London")
    region = models.CharField(max_length=2, default="GB")


class Role(models.TextChoices):
    OWNER = "owner", "Owner"
    ASSISTANT = "assistant", "Assistant"
    COVER = "cover", "Cover"


class MemberManager(BaseUserManager["Member"]):
    def create_member(self, email: str, *, role: str, name: str = "", password: str | None = None) -> Member:
        member = self.model(email=email.strip().lower(), role=role, name=name)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """Someone of the practice. An owner sees every client; the others those assigned to them.

    `email` is "" for an owner who came by the link of the first start and has not said yet how to sign in.
    """

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.ASSISTANT)
    timezone = models.CharField(max_length=64, blank=True, default="")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    cover_ends_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = MemberManager()

    @property
    def is_owner(self) -> bool:
        return self.role == Role.OWNER


class SignInLink(models.Model):
    """Signs one member in, once. The address carries 256 random bits; only their SHA-256 is kept."""

    token_hash = models.BinaryField(max_length=32, unique=True)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="sign_in_links")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
