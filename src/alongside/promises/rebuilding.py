"""Findings and promises go with all that is derived; promises come back from verdicts, findings by following."""

from __future__ import annotations

from alongside.intake.rebuilding import rebuilds_besides
from alongside.promises.models import Finding, Promise
from alongside.promises.settling import settle_all

rebuilds_besides(Finding, Promise, make=settle_all)
