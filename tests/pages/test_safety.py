"""Backups on a page: chosen, made, told, and a sheet that only a confirmed owner sees."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from selectolax.lexbor import LexborHTMLParser

from alongside.backups import actions, queries
from alongside.backups.models import Plan, Run
from alongside.backups.rules import key_groups
from alongside.jobs import runner
from alongside.originals import keys
from tests.making import mailbox

PASSWORD = "a long sentence to type"


@pytest.fixture
def home(tmp_path, settings):
    settings.HOME = tmp_path / "home"
    settings.HOME.mkdir()
    return settings.HOME


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "disk").mkdir()
    return tmp_path / "disk"


@pytest.fixture
def browser(signed_in, owner, home):
    return signed_in(owner)


def form(folder, **more):
    usual = {"at_hour": 2, "keep_daily": 7, "keep_weekly": 4, "keep_monthly": 12}
    return {"folder": str(folder), **usual, **more}


def words(answer) -> str:
    return " ".join(LexborHTMLParser(answer.content.decode()).body.text().split())


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_choosing_a_folder_makes_the_first_backup_at_once(browser, folder):
    answer = browser.post(reverse("backup-folder"), form(folder, at_hour=4))
    runner.run(until_idle=True)
    assert answer.headers["Location"].startswith("/work/")
    assert browser.get(answer.headers["Location"]).headers["Location"] == reverse("backup")
    assert len(list(folder.iterdir())) == 1
    assert Plan.objects.get().at_hour == 4


def test_folder_that_is_away_is_refused_in_words(browser, folder):
    answer = browser.post(reverse("backup-folder"), form(folder / "nowhere"))
    assert answer.status_code == 422
    assert "is not there. Plug the disk in" in words(answer)
    assert not Plan.objects.exists()


def test_keeping_no_day_at_all_is_refused(browser, folder):
    assert browser.post(reverse("backup-folder"), form(folder, keep_daily=0)).status_code == 422


def failed_run(folder) -> None:
    actions.choose(str(folder))
    folder.rmdir()
    assert actions.back_up().trouble == "absent"


@pytest.mark.broad
@pytest.mark.parametrize("place", ["today", "settings", "backup"])
@pytest.mark.django_db(transaction=True)
def test_trouble_is_told_with_the_next_try(browser, owner, folder, place):
    mailbox(owner)
    failed_run(folder)
    told = words(browser.get(reverse(place)))
    assert f"The folder {folder} is not there." in told
    assert "The next try is" in told


@pytest.mark.broad
@pytest.mark.django_db(transaction=True)
def test_colleague_is_not_told_of_trouble_with_backups(signed_in, assistant, owner, home, folder):
    mailbox(owner)
    failed_run(folder)
    assert str(folder) not in words(signed_in(assistant).get("/"))


def confirm(browser) -> None:
    answer = browser.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def test_sheet_asks_for_the_password_first(browser):
    answer = browser.post(reverse("backup-sheet"))
    assert answer.headers["Location"].startswith("/account/reauthenticate/")


def test_sheet_follows_the_password(browser):
    asked = browser.post(reverse("backup-sheet"))
    shown = browser.post(asked.headers["Location"], {"password": PASSWORD, "next": reverse("backup-sheet")})
    assert all(group in words(shown) for group in key_groups(keys.backup_key()))
    assert "no-store" in shown.headers["Cache-Control"]


def test_sheet_is_shown_to_one_who_has_just_confirmed(browser, folder):
    actions.choose(str(folder))
    confirm(browser)
    shown = browser.post(reverse("backup-sheet"))
    page = LexborHTMLParser(shown.content.decode())
    assert [one.text() for one in page.css(".key-groups li")] == key_groups(keys.backup_key())
    assert page.css_first(".sheet img").attributes["src"].startswith("data:image/svg+xml")
    assert "no-store" in shown.headers["Cache-Control"]
    assert Plan.objects.get().sheet_shown_at is not None


def test_confirming_is_not_good_for_long(browser):
    confirm(browser)
    session = browser.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - 130
    session.save()
    assert browser.post(reverse("backup-sheet")).status_code == 302


def test_reading_the_page_shows_no_key(browser):
    confirm(browser)
    key = keys.backup_key()
    assert key[-8:-4] not in words(browser.get(reverse("backup-sheet")))


def test_owner_without_a_password_is_told_to_choose_one_first(signed_in, owner, home):
    owner.set_unusable_password()
    owner.save()
    browser = signed_in(owner)
    assert "Choose a password or a passkey first" in words(browser.get(reverse("backup-sheet")))
    assert browser.post(reverse("backup-sheet")).headers["Location"] == reverse("set_up_sign_in")


def test_a_trial_is_asked_for_once(browser, folder):
    actions.choose(str(folder))
    answers = [browser.post(reverse("backup-try"), follow=True) for _ in range(2)]
    assert "is being tried" in words(answers[0])
    assert "just been tried" in words(answers[1])


def test_runs_stand_below_each_other(browser, folder):
    actions.choose(str(folder))
    now = queries.plan().chosen_at
    Run.objects.create(kind="backup", begun_at=now, ended_at=now, size_bytes=5_000_000, name="a")
    Run.objects.create(kind="try", begun_at=now, ended_at=now, letters=12_345, name="a")
    told = words(browser.get(reverse("backup")))
    assert "whole, 12,345 letters" in told
    assert "Backed up," in told


def test_another_key_asks_for_another_sheet(browser, folder):
    actions.choose(str(folder))
    actions.show_sheet()
    before = keys.backup_key()
    browser.post(reverse("backup-new-key"))
    assert keys.backup_keys()[1:] == [before]
    assert "Never printed" in words(browser.get(reverse("backup")))


def test_today_asks_the_database_twice_while_all_is_well(owner, home, folder, django_assert_num_queries):
    now = actions.choose(str(folder)).chosen_at
    Run.objects.create(kind="backup", begun_at=now, ended_at=now, name="a")
    with django_assert_num_queries(2):
        assert queries.reminder_for(owner) is None


def test_good_backup_from_before_a_long_trouble_is_still_told(home, folder, db):
    chosen = actions.choose(str(folder))
    good = Run.objects.create(kind="backup", begun_at=chosen.chosen_at, ended_at=chosen.chosen_at)
    for hour in range(1, 70):
        begun = chosen.chosen_at + timedelta(hours=hour)
        Run.objects.create(kind="backup", begun_at=begun, ended_at=begun, trouble="absent")
    assert queries.standing().good == good
