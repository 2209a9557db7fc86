"""Pages come from hosts that are listed, and nothing from addresses that are not public."""

import pytest

from include.capture.hosts import AllowList, NotAllowed

LISTED = AllowList(
    ("shop.example", "*.cdn.example", "dev.example:8443", "10.1.0.0/16", "127.0.0.1:8000", "::1")
)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/tea?x=1",
        "http://SHOP.example./",
        "https://img.cdn.example",
        "https://dev.example:8443/",
        "http://10.1.2.3:9000/",
        "http://127.0.0.1:8000/",
        "http://[::1]/",
    ],
)
def test_a_page_of_a_listed_host_may_be_opened(url):
    LISTED.check_page(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example.evil.example/",
        "https://evilshop.example/",
        "https://cdn.example/",
        "https://dev.example/",
        "http://10.2.0.1/",
        "http://127.0.0.1/",
        "http://127.0.0.1:8001/",
        "http://169.254.169.254/latest/meta-data",
        "http://2130706433/",
        "file:///etc/passwd",
        "https://user@shop.example/",
        "https://shop.example:nine/",
        "chrome://version",
        "javascript:alert(1)",
        "",
    ],
)
def test_no_other_may(url):
    with pytest.raises(NotAllowed):
        LISTED.check_page(url)


@pytest.mark.parametrize(
    ("address", "port"), [("93.184.216.34", 80), ("10.1.2.3", 1), ("127.0.0.1", 8000), ("::1", 7)]
)
def test_public_addresses_and_listed_ones_are_reached(address, port):
    LISTED.check_address(address, port)


@pytest.mark.parametrize(
    "address",
    [
        "10.2.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",  # noqa: S104 - an address that is refused
        "169.254.169.254",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:10.1.2.3",
        "fd00:ec2::254",
        "fe80::1",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_private_ones_are_not(address):
    with pytest.raises(NotAllowed, match="is not public"):
        LISTED.check_address(address, 80)


def test_a_listed_name_makes_no_private_address_reachable():
    with pytest.raises(NotAllowed):
        AllowList(("shop.example",)).check_address("10.1.2.3", 80)


@pytest.mark.parametrize("entry", ["", "*", "*.", "a b", "shop.example/x", "shop.example:0", "x:y"])
def test_an_entry_is_a_host_or_a_network(entry):
    with pytest.raises(ValueError, match="is no host"):
        AllowList((entry,))
