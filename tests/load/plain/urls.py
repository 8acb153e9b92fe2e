from django.urls import include, path
from rest_framework.routers import DefaultRouter

from tests.load.plain.views import CheckInViewSet

router = DefaultRouter()
router.register("check-ins", CheckInViewSet, basename="check-in")
urlpatterns = [path("api/", include(router.urls))]
