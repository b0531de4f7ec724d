from tests.web.visits import app, guarded, visitor

__all__ = ["app", "guarded", "visitor"]
