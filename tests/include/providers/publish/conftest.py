from tests.include.publishing.fixtures import attempted, fresh, ground

__all__ = ["attempted", "fresh", "ground"]
