"""What an error of the store says, without a Home Assistant to translate it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from custom_components.ai_automation.const import DOMAIN
from custom_components.ai_automation.store.errors import StoreError


@contextmanager
def told(
    key: str = "store_failed", words: str = ""
) -> Iterator[pytest.ExceptionInfo[StoreError]]:
    """Expect an error with this translation key and these words in what is filled in."""
    with pytest.raises(StoreError) as err:
        yield err
    assert err.value.translation_domain == DOMAIN
    assert err.value.translation_key == key
    assert words in " ".join((err.value.translation_placeholders or {}).values())
