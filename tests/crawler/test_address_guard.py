from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.address_guard import AddressGuard


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "1.1.1.1",
        "9.255.255.255",
        "11.0.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "223.255.255.255",
        "2001:4860:4860::8888",
        "240e:1::1",
        "2400:3200::1",
        "2002:808:808::1",
        "64:ff9b::8.8.8.8",
        "::ffff:8.8.8.8",
    ],
)
def test_public_addresses_pass(address: str) -> None:
    assert AddressGuard().refusal(address) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.255", "loopback"),
        ("0.0.0.0", "unspecified"),
        ("10.0.0.0", "private"),
        ("172.16.0.0", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.0", "carrier-grade NAT"),
        ("100.127.255.255", "carrier-grade NAT"),
        ("169.254.1.1", "link-local"),
        ("169.254.169.254", "cloud metadata"),
        ("168.63.129.16", "cloud metadata"),
        ("100.100.100.200", "cloud metadata"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("198.18.0.1", "reserved"),
        ("203.0.113.7", "reserved"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fc00::1", "private"),
        ("fd00:ec2::254", "cloud metadata"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("2001:4860::1%eth0", "link-local"),
        ("ff02::1", "multicast"),
        ("2001:db8::1", "reserved"),
        ("4000::1", "reserved"),
        ("::ffff:127.0.0.1", "IPv4-mapped address of a loopback address"),
        ("::ffff:a9fe:a9fe", "IPv4-mapped address of a cloud metadata address"),
        ("2002:a00:1::1", "6to4 address of a private address"),
        ("64:ff9b::169.254.169.254", "NAT64 address of a cloud metadata address"),
        ("64:ff9b:1::8.8.8.8", "private"),
        ("::127.0.0.1", "IPv4-compatible address of a loopback address"),
        ("2001:4860::5efe:10.0.0.1", "ISATAP address of a private address"),
        ("2001:0:808:808::f5ff:fffe", "Teredo address of a private address"),
        ("www.example.gov.cn", "not an address"),
        ("", "not an address"),
    ],
)
def test_all_others_are_refused_with_their_reason(address: str, reason: str) -> None:
    assert AddressGuard().refusal(address) == reason


def test_only_allowed_ranges_open() -> None:
    guard = AddressGuard(("127.0.0.0/8", "::1/128", "10.1.0.0/16"))
    assert guard.refusal("127.0.0.1") is None
    assert guard.refusal("::1") is None
    assert guard.refusal("10.1.255.255") is None
    assert guard.refusal("::ffff:127.0.0.1") == "IPv4-mapped address of a loopback address"
    assert AddressGuard(("::ffff:127.0.0.0/104",)).refusal("::ffff:127.0.0.1") is None
    assert guard.refusal("10.2.0.0") == "private"
    assert guard.refusal("169.254.169.254") == "cloud metadata"
    assert guard.refusal("64:ff9b::10.2.0.1") is not None


def test_a_range_that_is_none_is_a_mistake_of_the_asker() -> None:
    with pytest.raises(ValueError, match="has host bits set"):
        AddressGuard(("10.0.0.1/8",))


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_that_python_calls_private_passes(address: ipaddress.IPv4Address) -> None:
    if not address.is_global or address.is_multicast:
        assert AddressGuard().refusal(str(address)) is not None


@given(st.ip_addresses(v=4, network="10.0.0.0/8"), st.sampled_from(["::ffff:{}", "64:ff9b::{}", "::{}"]))
def test_no_wrapping_lets_a_private_address_pass(address: ipaddress.IPv4Address, wrapped: str) -> None:
    assert AddressGuard().refusal(wrapped.format(address)) is not None
