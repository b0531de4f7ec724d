from tests.web.visits import app, guarded, new_app, visitor

__all__ = ["app", "guarded", "new_app", "visitor"]
