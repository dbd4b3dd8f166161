"""Invitations go with all that is derived and come back by following; appointments keep their numbers meanwhile."""

from __future__ import annotations

from alongside.diary.models import Invitation
from alongside.intake.rebuilding import rebuilds_besides

rebuilds_besides(Invitation)
