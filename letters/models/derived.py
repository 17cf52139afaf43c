"""Fields whose value follows from the other fields of their row.

They are computed in ``pre_save``, so that ``save()``, ``bulk_create()`` and the admin agree and no
model overrides ``save()``. ``loaddata`` is raw and skips them: fixtures carry the values.
"""

from typing import Any

from django.db import models


class Derived(models.Field):  # type: ignore[type-arg]
    """Compute the value with the model's method ``derive`` whenever a row is written."""

    def __init__(self, *args: Any, derive: str = "", **kwargs: Any) -> None:
        self.derive = derive
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "derive": self.derive}

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # Rows of history and of migrations have no such method: they keep the value they carry.
        method = getattr(model_instance, self.derive, None)
        if method is not None:
            setattr(model_instance, self.attname, method())
        return getattr(model_instance, self.attname)


class DerivedDateField(Derived, models.DateField):  # type: ignore[type-arg]
    """A date that follows from the row's other fields."""


class DerivedCharField(Derived, models.CharField):  # type: ignore[type-arg]
    """A short text that follows from the row's other fields."""


class DerivedTextField(Derived, models.TextField):  # type: ignore[type-arg]
    """A text that follows from the row's other fields."""
