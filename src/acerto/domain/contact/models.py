"""Holds, contacts, permits, refusals, the debtor's link and what the debtor says."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from acerto.domain.tenancy.fields import TenantKey


class Channel(models.TextChoices):
    """Ways to reach a person. Only e-mail sends today."""

    EMAIL = "email", _("E-mail")
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"
    PHONE = "phone", _("Telefone")
    LETTER = "letter", _("Carta")


class Purpose(models.TextChoices):
    """What a contact is for: the first two are capped and windowed, the last two are not."""

    COLLECTION = "collection", _("cobrança")
    REMINDER = "reminder", _("lembrete")
    SERVICE = "service", _("serviço")
    REPLY = "reply", _("resposta")


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent())
class Hold(models.Model):
    """Something that stops contacts about a title, a case or a person for a time."""

    class Reason(models.TextChoices):
        OPT_OUT = "opt_out", _("não quer receber por este canal")
        DISPUTE = "dispute", _("não reconhece a dívida")
        SAYS_PAID = "says_paid", _("diz que já pagou")
        WRONG_PARTY = "wrong_party", _("contato é de outra pessoa")
        AGREEMENT = "agreement", _("acordo em andamento")
        MANUAL = "manual", _("pausa pedida pela equipe")
        VULNERABLE = "vulnerable", _("pessoa em situação vulnerável")
        HARDSHIP = "hardship", _("dificuldade financeira declarada")
        SUPERDEBT = "superdebt", _("superendividamento")
        DECEASED = "deceased", _("pessoa falecida")
        MINOR = "minor", _("menor de idade")
        INCAPABLE = "incapable", _("pessoa interditada ou sob curatela")
        LAWYER = "lawyer", _("representada por advogado")
        LAWSUIT = "lawsuit", _("dívida em discussão judicial")
        BANKRUPTCY = "bankruptcy", _("falência")
        RECOVERY = "recovery", _("recuperação judicial")

    tenant = TenantKey()
    title = models.ForeignKey(
        "receivables.Title", null=True, on_delete=models.PROTECT, related_name="+"
    )
    case = models.ForeignKey(
        "receivables.Case", null=True, on_delete=models.PROTECT, related_name="+"
    )
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel, blank=True)  # "": every channel
    reason = models.CharField(max_length=12, choices=Reason)
    rule = models.CharField(max_length=60)  # id of the law rule that it rests on
    event_on = models.DateField(null=True)  # of the fact itself: the death, the decree, the notice
    evidence_enc = models.BinaryField(null=True)  # reference and text, sealed
    set_by = models.BigIntegerField(null=True)  # user; null: the debtor or the machine
    ended_by = models.BigIntegerField(null=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(title__isnull=False, case__isnull=True, party__isnull=True)
                    | Q(title__isnull=True, case__isnull=False, party__isnull=True)
                    | Q(title__isnull=True, case__isnull=True, party__isnull=False)
                ),
                name="hold_on_one_thing",
            ),
        ]


class Contact(models.Model):
    """One message to one person about one case."""

    class State(models.TextChoices):
        QUEUED = "queued", _("na fila")
        CLAIMED = "claimed", _("saindo")
        SENT = "sent", _("enviada")
        UNKNOWN = "unknown", _("sem confirmação de envio")
        REJECTED = "rejected", _("recusada pelo provedor")
        REFUSED = "refused", _("barrada por regra")
        CANCELLED = "cancelled", _("cancelada")

    MOVES = frozenset(
        {
            ("queued", "claimed"),
            ("queued", "refused"),
            ("queued", "cancelled"),
            ("claimed", "sent"),
            ("claimed", "rejected"),
            ("claimed", "unknown"),
            ("claimed", "queued"),  # nothing was handed over: try again under the same permit
            ("claimed", "refused"),  # a rule came between the claim and the sending
            ("unknown", "sent"),
            ("unknown", "cancelled"),
        }
    )

    tenant = TenantKey()
    case = models.ForeignKey("receivables.Case", on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey("parties.ContactPoint", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=Channel)
    purpose = models.CharField(max_length=10, choices=Purpose)
    template = models.CharField(max_length=60)
    decided_on = models.DateField()
    run_id = models.BigIntegerField(null=True)
    step_id = models.IntegerField(null=True)
    episode = models.ForeignKey(
        "receivables.Episode", null=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.ForeignKey(
        "receivables.Title", null=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    permit = models.OneToOneField(
        "contact.Permit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # how often it was claimed
    sent_at = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, blank=True)
    provider_id = models.CharField(max_length=120, blank=True)
    failure = models.CharField(max_length=60, blank=True)
    content_enc = models.BinaryField(null=True)  # what was handed over, for evidence
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(permit__isnull=False),
                name="contact_sent_only_with_permit",
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed") | Q(permit__isnull=False),
                name="contact_claimed_only_with_permit",
            ),
            models.UniqueConstraint(
                fields=["episode", "step_id"],
                condition=Q(episode__isnull=False) & ~Q(state="cancelled"),
                name="contact_step_once_an_episode",
            ),
            models.UniqueConstraint(
                fields=["title", "step_id"],
                condition=Q(title__isnull=False) & ~Q(state="cancelled"),
                name="contact_step_once_a_title",
            ),
        ]
        indexes = [
            models.Index(
                fields=["tenant", "not_before", "id"],  # the order of claiming: no sort
                condition=Q(state="queued"),
                name="contact_due",
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state="claimed"), name="contact_in_flight"
            ),
            models.Index(fields=["tenant", "decided_on"], name="contact_by_day"),
            models.Index(
                fields=["tenant", "decided_on"],
                condition=Q(state="cancelled"),
                name="contact_cancelled",
            ),
        ]


class Permit(models.Model):
    """Lets one contact go. The cap of a day is the constraint on `ordinal`, not a count."""

    tenant = TenantKey()
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose)
    local_on = models.DateField()  # the day where the recipient is
    ordinal = models.PositiveSmallIntegerField(null=True)  # null: not capped (service, reply)
    law_version = models.CharField(max_length=40)
    granted_at = models.DateTimeField()

    class Meta:
        db_table_comment = "append-only"
        constraints = [
            # Another day needs another permit: the one of a day that closed before the sending lapses.
            models.UniqueConstraint(
                fields=["contact", "local_on"], name="permit_once_a_contact_and_day"
            ),
            models.UniqueConstraint(
                fields=["party", "local_on", "ordinal"],
                condition=Q(ordinal__isnull=False),
                name="permit_ordinal_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["service", "reply"]) | Q(ordinal__isnull=False),
                name="permit_capped_has_ordinal",
            ),
        ]


class Cap(models.Model):
    """Fewer contacts than the law's caps allow, as a creditor (or the whole tenant) wants it.

    The policy writes it here, in the room that must respect it; the gate takes the lowest of all.
    """

    tenant = TenantKey()
    creditor = models.ForeignKey(
        "tenancy.Creditor", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )  # null: every creditor of the tenant
    party_kind = models.CharField(max_length=10, blank=True)  # "": consumers and companies
    contacts_day = models.PositiveSmallIntegerField(null=True)
    contacts_week = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "creditor", "party_kind"],
                name="cap_once_a_creditor",
                nulls_distinct=False,
            ),
        ]


class Hours(models.Model):
    """Narrower hours than the law's: of a tenant, of one creditor, or wished by one person.

    Each row opens one weekday (0 = Monday) from `starts` to `ends`, in the recipient's local time.
    Whoever has rows is contacted inside one of them only, and inside the law's hours as well.
    """

    tenant = TenantKey()
    creditor = models.ForeignKey(
        "tenancy.Creditor", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    party = models.ForeignKey(
        "parties.Party", null=True, on_delete=models.CASCADE, related_name="+"
    )
    party_kind = models.CharField(max_length=10, blank=True)  # "": consumers and companies
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "creditor", "party", "party_kind", "weekday", "starts"],
                name="hours_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=Q(starts__lt=models.F("ends")), name="hours_in_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(party__isnull=True) | Q(creditor__isnull=True, party_kind=""),
                name="hours_of_one_owner",
            ),
        ]


class BlockList(models.Model):
    """One reading of a list of people who closed a channel: which, of which day, from where."""

    class Mode(models.TextChoices):
        FULL = "full", _("lista completa")
        ADDED = "added", _("só acréscimos")

    tenant = TenantKey()
    name = models.CharField(max_length=30)  # contact.block.<name>.* in the law's files
    mode = models.CharField(max_length=5, choices=Mode)
    taken_on = models.DateField()
    source = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=32)
    rows = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    removed = models.PositiveIntegerField()
    wrong = models.PositiveIntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["tenant", "name", "-taken_on"], name="blocklist_newest")]


class Blocked(models.Model):
    """A phone or an e-mail on a list, as a blind index: nobody can read the number from it."""

    tenant = TenantKey()
    name = models.CharField(max_length=30)
    value_bidx = models.BinaryField(max_length=16)
    registered_on = models.DateField(null=True)  # null: the list does not say, it binds at once

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "value_bidx", "name"], name="blocked_once_a_list"
            ),
        ]


class Refusal(models.Model):
    """Why a contact may not go (now): once a rule, with its citation."""

    tenant = TenantKey()
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="refusals")
    rule = models.CharField(max_length=60)
    citation = models.CharField(max_length=300)
    not_before = models.DateTimeField(null=True)  # null: never
    refused_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "rule"], name="refusal_once_a_rule"),
        ]


class PortalLink(models.Model):
    """The debtor's way in: a random token, stored hashed, and a few tries at the CPF or CNPJ."""

    tenant = TenantKey()
    token_hash = models.BinaryField(max_length=32, unique=True)
    party = models.ForeignKey("parties.Party", on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey("receivables.Case", on_delete=models.PROTECT, related_name="+")
    point = models.ForeignKey(
        "parties.ContactPoint", null=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)


class PixChoice(models.Model):
    """What the txid of a Pix code stands for: the titles that the debtor chose to pay (CC art. 352)."""

    tenant = TenantKey()
    txid = models.CharField(max_length=25)
    case = models.ForeignKey(
        "receivables.Case", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    title_ids = ArrayField(models.BigIntegerField())
    amount_cents = models.BigIntegerField()
    made_at = models.DateTimeField()  # when the code was first shown

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "txid"], name="pixchoice_once_a_txid"),
        ]


class Claim(models.Model):
    """What the debtor told us on the page: already paid, not mine. It pauses, a person answers."""

    class Kind(models.TextChoices):
        SAYS_PAID = "says_paid", _("já paguei")
        NOT_MINE = "not_mine", _("não reconheço")

    class State(models.TextChoices):
        OPEN = "open", _("a responder")
        ACCEPTED = "accepted", _("aceita")
        DECLINED = "declined", _("respondida")

    MOVES = frozenset({("open", "accepted"), ("open", "declined")})

    tenant = TenantKey()
    case = models.ForeignKey("receivables.Case", on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey(
        "receivables.Title", null=True, on_delete=models.PROTECT, related_name="+"
    )
    hold = models.ForeignKey(Hold, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    text_enc = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_at = models.DateTimeField()
    answer_by_on = models.DateField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)  # user
    answer_enc = models.BinaryField(null=True)  # what the team wrote back, sealed
