"""Publishing policies: versions count up, steps keep their ids, a bad text changes nothing."""

from collections.abc import Iterator

import pytest
from tests.domain.dunning.books import TODAY, noon, regua
from tests.factory import World

from acerto.domain.audit.models import Entry
from acerto.domain.contact.models import Cap
from acerto.domain.dunning.models import PolicyVersion, Step
from acerto.domain.dunning.policies import (
    active_policies,
    policy_of,
    publish,
    publish_defaults,
)
from acerto.domain.tenancy.scope import scope
from acerto.engine.policy_file import InvalidPolicy

pytestmark = pytest.mark.django_db
NOW = noon(TODAY)


@pytest.fixture(autouse=True)
def world() -> Iterator[World]:
    world = World.new(now=NOW)
    with scope(world.tenant_id):
        yield world


def said() -> list[dict[str, object]]:
    """Everything that a publication writes."""
    models = (PolicyVersion, Step, Cap, Entry)
    return [row for model in models for row in model.objects.order_by("pk").values()]


class TestPublish:
    def test_puts_a_version_in_force_and_says_who_did_it(self) -> None:
        version = publish(text=regua(), now=NOW, user_id=7)
        assert (version.number, version.active, version.published_by_id) == (1, True, 7)
        entry = Entry.objects.get(action="dunning.publish_policy")
        assert (entry.subject_id, entry.actor, entry.actor_id) == (version.pk, "user", 7)
        (active,) = active_policies()
        assert (active.version_id, active.policy.caps.contacts_week) == (version.pk, 3)

    def test_the_same_text_again_changes_nothing(self) -> None:
        first = publish(text=regua(), now=NOW)
        before = said()
        assert publish(text=regua(), now=NOW).pk == first.pk
        assert said() == before

    def test_another_text_is_the_next_number_and_takes_over(self) -> None:
        first = publish(text=regua(), now=NOW)
        second = publish(text=regua(week=2), now=NOW)
        assert (first.number, second.number) == (1, 2)
        assert [active.version_id for active in active_policies()] == [second.pk]

    def test_an_earlier_text_comes_back_as_a_new_version(self) -> None:
        for text in (regua(), regua(week=2), regua()):
            version = publish(text=text, now=NOW)
        assert version.number == 3
        assert [active.number for active in active_policies()] == [3]

    def test_each_name_counts_for_itself_and_each_kind_has_one_in_force(self) -> None:
        publish(text=regua(), now=NOW)
        other = publish(text=regua(name="outra"), now=NOW)
        business = publish(text=regua(name="empresas", kind="business"), now=NOW)
        assert (other.number, business.number) == (1, 1)
        assert {a.version_id for a in active_policies()} == {other.pk, business.pk}

    def test_steps_keep_their_ids_across_versions(self) -> None:
        first = publish(text=regua(overdue=(3, 10)), now=NOW)
        second = publish(text=regua(overdue=(3, 20)), now=NOW)
        old, new = policy_of(version_id=first.pk).step_ids, policy_of(version_id=second.pk).step_ids
        assert old["aviso_3"] == new["aviso_3"]
        assert set(new) == {"lembrete", "aviso_3", "aviso_10", "aviso_20"}

    def test_a_step_of_another_name_is_another_step(self) -> None:
        one = policy_of(version_id=publish(text=regua(), now=NOW).pk)
        other = policy_of(version_id=publish(text=regua(name="outra"), now=NOW).pk)
        assert not set(one.step_ids.values()) & set(other.step_ids.values())

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "nada",
            regua() + "cor: azul\n",
            regua().replace("consumer", "cachorro"),
            regua().replace("overdue_soft", "ameaca"),
        ],
    )
    def test_a_text_that_is_wrong_changes_nothing(self, text: str) -> None:
        publish(text=regua(), now=NOW)
        before = said()
        with pytest.raises(InvalidPolicy):
            publish(text=text, now=NOW)
        assert said() == before


class TestPublishDefaults:
    def test_serves_both_kinds_of_party(self) -> None:
        publish_defaults(now=NOW)
        kinds = {active.policy.party_kind for active in active_policies()}
        assert kinds == {"consumer", "business"}

    def test_leaves_what_is_in_force(self) -> None:
        mine = publish(text=regua(), now=NOW)
        publish_defaults(now=NOW)
        publish_defaults(now=NOW)
        assert mine.pk in {active.version_id for active in active_policies()}
        assert PolicyVersion.objects.count() == 2
