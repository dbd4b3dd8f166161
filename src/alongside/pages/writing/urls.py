from django.urls import path

from alongside.lib.later import LaterModule

doing = LaterModule("alongside.pages.writing.doing")
files = LaterModule("alongside.pages.writing.files")
kit = LaterModule("alongside.pages.writing.kit")
letters = LaterModule("alongside.pages.writing.letters")
starting = LaterModule("alongside.pages.writing.starting")
views = LaterModule("alongside.pages.writing.views")

urlpatterns = [
    path("letters/", letters.letters_page, name="letters"),
    path("letters/<number:letter_id>/", letters.letter, name="letter"),
    path("letters/<number:letter_id>/withdraw/", letters.withdraw, name="letter-withdraw"),
    path("letters/<number:letter_id>/now/", letters.now_instead, name="letter-now"),
    path("letters/<number:letter_id>/again/", letters.again, name="letter-again"),
    path("letters/<number:letter_id>/look/", letters.look, name="letter-look"),
    path("letters/<number:letter_id>/known/", letters.put_aside, name="letter-known"),
    path("write/", starting.start, name="write-start"),
    path("write/<number:draft_id>/", views.write, name="write"),
    path("write/<number:draft_id>/check/", doing.check, name="write-check"),
    path("write/<number:draft_id>/keep/", views.journal, name="write-keep"),
    path("write/<number:draft_id>/back/", views.bring_back, name="write-back"),
    path("write/<number:draft_id>/people/", views.people, name="write-people"),
    path("write/<number:draft_id>/files/", files.attach, name="write-files"),
    path("write/<number:draft_id>/files/<number:file_id>/", files.file, name="write-file"),
    path("settings/writing/", kit.kit, name="settings-writing"),
    path("settings/writing/signature/", kit.signature, name="settings-signature"),
    path("settings/writing/snippet/", kit.snippet, name="settings-snippet"),
    path("settings/writing/snippet/drop/", kit.drop_snippet, name="settings-snippet-drop"),
    path("settings/writing/from/", kit.from_address, name="settings-from"),
    path("settings/writing/from/drop/", kit.drop_from_address, name="settings-from-drop"),
]
