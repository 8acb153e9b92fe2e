from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "backend.accounts"
    # allauth's own account app is labelled `account`; `accounts` is free.
    label = "accounts"
