"""Addresses of the debtor's page. None of their words says that there is a debt."""

from django.urls import path

from . import views

app_name = "portal"

urlpatterns = [
    path("d/<str:token>/", views.home, name="home"),
    path("d/<str:token>/codigo/", views.pix, name="pix"),
    path("d/<str:token>/antigas/", views.old, name="old"),
    path("d/<str:token>/aviso/", views.says_paid, name="says_paid"),
    path("d/<str:token>/revisao/", views.not_mine, name="not_mine"),
    path("d/<str:token>/recebido/", views.received, name="received"),
    path("d/<str:token>/mensagens/", views.channels, name="channels"),
    path("d/<str:token>/ajuda/", views.help_, name="help"),
    path("d/<str:token>/sair/", views.leave, name="leave"),
    path("o/<str:token>/", views.one_click, name="one_click"),
]
