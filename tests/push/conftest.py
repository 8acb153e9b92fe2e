from tests.push.standin import push_service

__all__ = ["push_service"]
