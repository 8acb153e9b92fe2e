from django.urls import path

from tests.load.patterns_peer.views import PatternsView
from tests.load.plain.urls import urlpatterns as plain

urlpatterns = [*plain, path("api/patterns/", PatternsView.as_view())]
