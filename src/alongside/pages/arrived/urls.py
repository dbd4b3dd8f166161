from django.urls import path

from alongside.lib.later import LaterModule

agreement = LaterModule("alongside.pages.arrived.agreement")
filing = LaterModule("alongside.pages.arrived.filing")
views = LaterModule("alongside.pages.arrived.views")

urlpatterns = [
    path("arrived/", views.arrived, name="arrived"),
    path("arrived/check/", views.mail_check, name="mail-check"),
    path("arrived/check/now/", views.check_now, name="mail-check-now"),
    path("arrived/<number:connection_id>/try/", views.try_now, name="arrived-try"),
    path("arrived/folder/<number:folder_id>/", views.switch_folder, name="arrived-folder"),
    path("mailboxes/<number:connection_id>/limits/", agreement.limits, name="mailbox-limits"),
    path("mailboxes/<number:connection_id>/filing/", filing.filing, name="mailbox-filing"),
]
