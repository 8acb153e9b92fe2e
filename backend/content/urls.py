from django.urls import path

from backend.content.views import ContentView

urlpatterns = [path("content/", ContentView.as_view(), name="content")]
