"""Which page stands where."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from truceline.web import briefing, casework, ruling, views

urlpatterns = [
    path("", views.needs_me, name="needs"),
    path("report", views.report, name="report"),
    path("report/answer", views.report_answer, name="report_answer"),
    path("case/<str:number>", casework.case, name="case"),
    path("case/<str:number>/findings", casework.findings, name="findings"),
    path("case/<str:number>/proposal", casework.proposal, name="proposal"),
    path("case/<str:number>/<str:does>", casework.case_act, name="case_act"),
    path("file/<str:own>", casework.file, name="file"),
    path("briefs", briefing.briefs, name="briefs"),
    path("brief/<str:own>", briefing.brief, name="brief"),
    path("release/<str:digest>", views.release, name="release"),
    path("handover", views.handover, name="handover"),
    path("rulings", ruling.rulings, name="rulings"),
    path("ruling/<str:question>", ruling.ruling, name="ruling"),
    path("rights", views.rights_page, name="rights"),
    path("logins", views.logins_page, name="logins"),
    path("login/", account.login, name="account_login"),
    path("login/closed", login_not_required(views.gone), name="account_signup"),
    path("logout/", account.logout, name="account_logout"),
    path("login/inactive", account.account_inactive, name="account_inactive"),
    path("login/again", account.reauthenticate, name="account_reauthenticate"),
    path("login/password", account.password_change, name="account_change_password"),
    path("login/factor/", include("allauth.mfa.urls")),
]
