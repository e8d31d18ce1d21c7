"""Addresses of the database's roles."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from acerto.config.home import Home, find_home
from acerto.config.postgres.roles import AdminNeeded, RoleMissing, ensure_roles, trio
from acerto.config.postgres.tuning import GIB, MIB, server_settings
from acerto.config.postgres.urls import BadAddress, addresses, parse

URL = "postgresql://{}:se%40nha@db.example.com:6432/acerto?sslmode=require"


class TestParse:
    def test_reads_every_part(self) -> None:
        found = parse(URL.format("acerto_app"), variable="DATABASE_URL")
        assert (found.host, found.port, found.name, found.user, found.password) == (
            "db.example.com", 6432, "acerto", "acerto_app", "se@nha",
        )  # fmt: skip
        assert found.options == {"sslmode": "require", "connect_timeout": "10"}
        assert "se@nha" not in repr(found)

    def test_a_socket_folder_may_be_the_host(self) -> None:
        assert parse("postgres://u@/d?host=/var/run", variable="X").host == "/var/run"

    @pytest.mark.parametrize(
        "url", ["", "acerto", "mysql://u@h/d", "postgresql://h/d", "postgresql://u@h:porta/d"]
    )
    def test_refuses_what_it_cannot_read_and_names_the_variable(self, url: str) -> None:
        with pytest.raises(BadAddress, match="DATABASE_OWNER_URL"):
            parse(url, variable="DATABASE_OWNER_URL")

    def test_the_password_stays_out_of_the_command_line(self) -> None:
        url, environment = parse(URL.format("acerto_app"), variable="X").program()
        assert "nha" not in url
        assert environment == {"PGPASSWORD": "se@nha"}


class TestAddresses:
    def test_without_a_url_they_are_those_of_the_embedded_server(self, tmp_path: Path) -> None:
        found = addresses(home=Home(tmp_path), environ={})
        assert found.embedded
        assert [a.user for a in (found.app, found.owner, found.maintenance) if a] == [
            "acerto_app", "acerto_owner", "acerto_maintenance",
        ]  # fmt: skip
        assert addresses(home=Home(tmp_path), environ={}) == found
        assert len({a.password for a in (found.app, found.owner, found.maintenance) if a}) == 3

    def test_a_web_server_needs_to_know_the_products_role_only(self, tmp_path: Path) -> None:
        found = addresses(home=Home(tmp_path), environ={"DATABASE_URL": URL.format("acerto_app")})
        assert found.django()["owner"]["USER"] == "acerto_app"
        with pytest.raises(RoleMissing, match="DATABASE_OWNER_URL"):
            trio(addresses=found)

    def test_each_role_must_come_under_its_own_name(self, tmp_path: Path) -> None:
        environ = {
            "DATABASE_URL": URL.format("postgres"),
            "DATABASE_OWNER_URL": URL.format("acerto_owner"),
        }
        with pytest.raises(RoleMissing, match="precisa ser acerto_app"):
            trio(addresses=addresses(home=Home(tmp_path), environ=environ))


@pytest.mark.usefixtures("committed_db")
class TestEnsureRoles:
    def test_without_an_administrator_it_prints_the_sql_and_no_password(self) -> None:
        known = settings.POSTGRES
        shut = replace(known.app, password="errada")
        with pytest.raises(AdminNeeded) as caught:
            ensure_roles(addresses=replace(known, app=shut, admin=None, embedded=False))
        assert "CREATE DATABASE" in caught.value.message
        assert "BYPASSRLS" in caught.value.message
        assert known.owner.password not in caught.value.message

    def test_without_an_administrator_it_is_content_when_all_is_there(self) -> None:
        ensure_roles(addresses=replace(settings.POSTGRES, admin=None, embedded=False))


class TestHome:
    def test_the_environment_decides_first(self, tmp_path: Path) -> None:
        assert find_home(environ={"ACERTO_HOME": str(tmp_path)}).root == tmp_path


class TestServerSettings:
    def test_a_laptop_and_a_large_machine(self) -> None:
        small = server_settings(ram_bytes=2 * GIB, shared_memory_bytes=64 * MIB)
        large = server_settings(ram_bytes=24 * GIB, shared_memory_bytes=12 * GIB)
        assert (small["shared_buffers"], large["shared_buffers"]) == ("256MB", "1024MB")
        assert (small["work_mem"], large["work_mem"]) == ("32MB", "64MB")
        assert small["dynamic_shared_memory_type"] == "mmap"
        assert large["dynamic_shared_memory_type"] == "posix"
