"""Where a request may go."""

import pytest

from include.providers.errors import BadReply, Fatal
from include.providers.transport import route
from include.providers.transport.reach import Reach, check_address, masked, shown
from include.providers.values import Request

HTTPS = Reach("https://queue.fal.run", ("fal.media", "*.fal.media"))


@pytest.mark.parametrize(
    "url",
    ["https://queue.fal.run/a?b=c", "https://QUEUE.fal.run./a", "https://queue.fal.run:443/a",
     "https://fal.media/x", "https://v3.fal.media/x", "https://a.b.fal.media:8443/x"],
)  # fmt: skip
def test_own_host_and_named_ones_are_reached(url):
    assert HTTPS.check(url) == url


@pytest.mark.parametrize(
    "url",
    ["http://queue.fal.run/a", "https://queue.fal.run:8443/a", "http://v3.fal.media/x",
     "https://evilfal.media/x", "https://fal.media.evil.example/x", "https://fal.media@evil.example/",
     "https://evil.example/fal.media", "https://evil.example\\.fal.media/", "https:///x",
     "javascript:alert(1)", "https://fal.media:port/", "https://fal .media/", ""],
)  # fmt: skip
def test_others_are_not(url):
    with pytest.raises(Fatal):
        HTTPS.check(url)


def test_another_port_of_a_local_connection_is_another_host():
    local = Reach("http://127.0.0.1:9001")
    assert local.check("http://127.0.0.1:9001/files/x")
    with pytest.raises(BadReply):
        local.check("http://127.0.0.1:6379/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1",  # noqa: S104
     "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
     "::7f00:1", "::ffff:0:127.0.0.1", "64:ff9b:1::7f00:1", "fec0::1", "ff02::1",
     "100.64.0.1", "224.0.0.1", "255.255.255.255", "::"],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_disguise(address):
    with pytest.raises(BadReply, match="not public"):
        check_address(address, "some.example")


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_not(address):
    check_address(address, "some.example")


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "localhost"])
def test_a_host_that_means_this_machine_is_refused_however_it_is_written(host):
    with pytest.raises(BadReply, match=r"127\.0\.0\.1|::1"):
        Reach("https://feeds.example", ("*",)).resolve(f"https://{host}/")


def test_a_url_is_shown_without_what_is_secret_in_it():
    assert shown("https://u:p@h.example:1/a/b?X=1#f") == "https://h.example:1/a/b"
    assert masked("k3y in https://h/a?X=k3y.", "k3y", "") == "*** in https://h/a"


@pytest.mark.parametrize(
    ("trusted", "url", "told"),
    [
        ("https://files.example", "https://files.example/x", True),
        ("https://files.example", "https://api.example/x", True),
        ("https://files.example", "https://files.example:444/x", False),
        ("https://files.example", "https://other.example/x", False),
        ("", "https://files.example/x", False),
    ],
)
def test_secrets_go_to_the_own_origin_and_the_trusted_one_only(trusted, url, told):
    reach = Reach("https://api.example", ("*",), trusted)
    request = Request("GET", url, secret_headers={"authorization": "Key s3cr3t-key"})
    hop = route.first(request, reach)
    assert ("authorization" in hop.headers) is told
    elsewhere = route.following(hop, 302, "https://cdn.example/x", request, reach)
    assert "authorization" not in elsewhere.headers
