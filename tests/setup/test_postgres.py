"""The cluster of the database tests: private, real, and a fresh database for each request."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy


def test_each_call_makes_an_empty_database(postgres_url: Callable[[], str]) -> None:
    first, second = (sqlalchemy.create_engine(postgres_url()) for _ in range(2))
    with first.begin() as connection:
        connection.execute(sqlalchemy.text("CREATE TABLE 判词 (案号 text)"))
        connection.execute(sqlalchemy.text("INSERT INTO 判词 VALUES ('（2020）鲁1329民初123号')"))

    assert sqlalchemy.inspect(first).get_table_names() == ["判词"]
    assert sqlalchemy.inspect(second).get_table_names() == []
    first.dispose()
    second.dispose()
