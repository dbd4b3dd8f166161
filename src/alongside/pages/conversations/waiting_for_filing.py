"""An entry of the tray in, why it was not filed out, where it came by a filing address."""

from __future__ import annotations

from alongside.timeline.models import Interaction, Party, Proof

_NOT_HERS = (
    "It came to your filing address, but no server whose word counts has shown "
    "that one of your own addresses sent it."
)
_UNKNOWN = "You sent it to your filing address; {} belongs to no client yet."
_NOBODY = (
    "You sent it to your filing address; who wrote it first, or whom it was for, cannot be read from it."
)


def why_not_filed(interaction_id: int) -> str:
    """ "" for all that came another way."""
    parties = Party.objects.filter(interaction_id=interaction_id)
    roles = dict(parties.order_by("-id").values_list("role", "address__value"))
    if "filing" not in roles:
        return ""
    proof = Interaction.objects.filter(pk=interaction_id).values_list("proof", flat=True).first()
    if proof != Proof.OWN:
        return _NOT_HERS
    first = (
        roles.get("fwd_from")
        or roles.get("fwd_att")
        or next(
            (roles[role] for role in ("to", "cc") if role in roles and roles[role] != roles["filing"]), ""
        )
    )
    return _UNKNOWN.format(first) if first else _NOBODY
