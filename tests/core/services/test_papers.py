"""Papers: versions, superseding, who sees them, and what anybody may verify."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from appraisal.core.models import Paper
from appraisal.core.queries.papers import papers_about, verify
from appraisal.core.rules.papers import PaperKind
from appraisal.core.rules.roles import Role
from appraisal.core.services.papers import Draft, issue_paper, issue_papers, supersede
from appraisal.core.signing import is_genuine, new_token
from tests.factories import core
from tests.factories.filing import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def issue(*parts: str, content=None, now=NOW, kind=PaperKind.TICKET, readers=(7,)) -> list[Paper]:
    drafts = [Draft("准考证", [("计划编号", "P1")], part, content) for part in parts or ("",)]
    with transaction.atomic():
        return issue_papers(
            kind=kind, subject="plan:1", drafts=drafts, organisation_ids=readers, actor=None, now=now, is_sample=True
        )


def test_the_next_version_supersedes_the_one_before():
    (first,) = issue()
    (second,) = issue(now=LATER)
    first.refresh_from_db()
    assert (first.version, first.superseded_at) == (1, LATER)
    assert (second.version, second.superseded_at) == (2, None)
    found = verify(first.token)
    assert found and found.is_replaced and found.newest == second
    found = verify(second.token)
    assert found and not found.is_replaced and found.paper == second


def test_what_has_not_changed_keeps_its_version():
    first = issue("a", "b", content={"seat": 1})
    again = issue("b", "a", "c", content={"seat": 1}, now=LATER)
    assert [one.pk for one in again[:2]] == [first[1].pk, first[0].pk]
    assert (again[2].part, again[2].version) == ("c", 1)
    changed = issue("a", content={"seat": 2}, now=LATER)
    assert changed[0].version == 2
    assert Paper.objects.get(pk=first[1].pk).superseded_at is None


def test_superseded_without_a_new_version():
    issue("a", "b")
    issue(kind=PaperKind.DOOR_SHEET)
    with transaction.atomic():
        assert supersede(subject="plan:1", now=LATER, kinds=[PaperKind.TICKET], parts=["a"]) == 1
        assert supersede(subject="plan:2", now=LATER) == 0
    gone = Paper.objects.get(part="a")
    found = verify(gone.token)
    assert found and found.paper.superseded_at == LATER and not found.is_replaced
    with transaction.atomic():
        assert supersede(subject="plan:1", now=LATER) == 2
    assert issue("a", now=LATER)[0].version == 2


def test_issuing_belongs_to_an_action(transactional_db):
    with pytest.raises(RuntimeError):
        issue_paper(
            kind=PaperKind.BILL, subject="plan:1", title="", facts=(), organisation_ids=(), actor=None, now=NOW,
            is_sample=False,
        )  # fmt: skip
    with pytest.raises(RuntimeError):
        supersede(subject="plan:1", now=NOW)


def test_the_database_allows_one_in_force():
    (paper,) = issue()
    paper.pk, paper.version, paper.token = None, 2, "x.y"
    with pytest.raises(IntegrityError), transaction.atomic():
        paper.save(force_insert=True)


def test_thousands_cost_as_many_queries_as_one(django_assert_num_queries):
    for number in (1, 400):
        parts = [f"{number}-{part}" for part in range(number)]
        issue(*parts, content=1)
        with django_assert_num_queries(6):  # two of them are the savepoint's
            issue(*parts, content=2, now=LATER)


def test_seen_by_those_it_was_made_for_and_the_city():
    institute, other = core.actor(Role.INSTITUTE_CLERK), core.actor(Role.INSTITUTE_CLERK)
    issue(readers=[institute.organisation_id])
    assert papers_about(institute, "plan:1").count() == 1
    assert papers_about(other, "plan:1").count() == 0
    assert papers_about(core.actor(Role.GUIDANCE_OFFICER), "plan:1").count() == 1
    assert papers_about(core.actor(Role.EXAMINER), "plan:1").count() == 0


# --- tokens and the public page -------------------------------------------------------------------------------
def other_end(text: str) -> str:
    """The same with another last character."""
    return text[:-1] + ("A" if text.endswith("_") else "_")


def test_a_token_cannot_be_made_up(settings):
    token = new_token("paper")
    value, _, signature = token.partition(".")
    assert is_genuine("paper", token)
    altered = (f"{other_end(value)}.{signature}", f"{value}.{other_end(signature)}")
    for forged in ("", ".", value, f"{value}.", *altered, "1.abc"):
        assert not is_genuine("paper", forged), forged
    assert not is_genuine("other", token)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new"
    assert is_genuine("paper", token)
    settings.SECRET_KEY_FALLBACKS = []
    assert not is_genuine("paper", token)


def test_anybody_reads_whether_a_paper_is_in_force(client):
    (paper,) = issue()
    page = client.get(f"/verify/{paper.token}/").content.decode()
    assert "有效" in page and "现行第 1 版" in page and "P1" in page and "样例" in page
    issue(now=LATER)
    page = client.get(f"/verify/{paper.token}/").content.decode()
    assert "已作废" in page and "现行的是第 2 版" in page
    with transaction.atomic():
        supersede(subject="plan:1", now=LATER)
    assert "（也已作废）" in client.get(f"/verify/{paper.token}/").content.decode()


@pytest.mark.parametrize("token", ["1.abc", "nonsense", "1", pytest.param(new_token("paper"), id="never issued")])
def test_a_made_up_token_is_said_to_be_none_of_ours(client, token):
    answer = client.get(f"/verify/{token}/")
    assert answer.status_code == 404
    assert "不是本系统制作的文书" in answer.content.decode()
