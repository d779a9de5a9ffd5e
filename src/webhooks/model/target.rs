//! Whom we call at all. A webhook is an address that somebody else chose, and we stand inside our own network: so only what is
//! public is called, and only on ports where such software listens.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::platform::text::HookUrl;

/// The networks of IPv4 that are not public, each with how many bits name it.
const NOT_PUBLIC_V4: [(Ipv4Addr, u32); 17] = [
    (Ipv4Addr::UNSPECIFIED, 8),            // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared by a provider (CGNAT)
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(168, 63, 129, 16), 32), // what a cloud tells its machines, at a public address
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, with what clouds tell their machines
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // assignments of protocols
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // relays of 6to4
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // measuring
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved
    (Ipv4Addr::BROADCAST, 32),             // everybody here
];
/// All of IPv6 that is public lies in here: neither loopback, link-local, private (ULA), multicast, nor any form of IPv4 (mapped,
/// compatible, NAT64).
const PUBLIC_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// What of it is not.
const NOT_PUBLIC_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // assignments of protocols, Teredo among them
    (Ipv6Addr::new(0x2001, 0x0db8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4: an IPv4 in it
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];
/// What the names of machines end with that are known in one network only.
const NAMES_OF_A_NETWORK: [&str; 7] =
    [".localhost", ".local", ".localdomain", ".internal", ".intranet", ".home.arpa", ".onion"];
/// The ports below this one are for what a machine offers its network: of these, only that of HTTPS.
const FIRST_FREE_PORT: u16 = 1024;
const HTTPS: u16 = 443;

/// Whether an address belongs to the public internet.
#[must_use]
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(it) => !NOT_PUBLIC_V4.iter().any(|net| lies_in_v4(it, *net)),
        IpAddr::V6(it) => lies_in_v6(it, PUBLIC_V6) && !NOT_PUBLIC_V6.iter().any(|net| lies_in_v6(it, *net)),
    }
}

const fn lies_in_v4(address: Ipv4Addr, (net, bits): (Ipv4Addr, u32)) -> bool {
    (address.to_bits() ^ net.to_bits()) >> (Ipv4Addr::BITS - bits) == 0
}

const fn lies_in_v6(address: Ipv6Addr, (net, bits): (Ipv6Addr, u32)) -> bool {
    (address.to_bits() ^ net.to_bits()) >> (Ipv6Addr::BITS - bits) == 0
}

/// Holds the address of a webhook against what may be called, as far as it can be read from it; `calls_here`: this instance may
/// call this machine, unencrypted too. Where the name leads is only known when it is called.
///
/// # Errors
/// What is wrong with it, in English, for a developer.
pub fn check(url: &HookUrl, calls_here: bool) -> Result<(), &'static str> {
    let (scheme, rest) = url.as_str().split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    if scheme != "https" && !calls_here {
        return Err("begins with https:// and a public name");
    }
    let host = host.to_ascii_lowercase();
    if NAMES_OF_A_NETWORK.iter().any(|it| host.ends_with(it)) {
        return Err("has a name that is not public");
    }
    let is_open = |it: u16| it == HTTPS || it >= FIRST_FREE_PORT;
    if port.is_none_or(|it| it.parse().is_ok_and(is_open)) {
        Ok(())
    } else {
        Err("has the port 443, or one from 1024 on")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_public_text(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    /// Each network at its first or last address, and what stands for an IPv4 in an IPv6.
    const NOT_PUBLIC: &str = "0.0.0.0 0.255.255.255 10.0.0.1 10.255.255.255 100.64.0.0 100.127.255.255 100.100.100.200 127.0.0.1 \
        127.255.255.255 168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 \
        192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 \
        203.0.113.9 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::ffff:127.0.0.1 \
        ::ffff:8.8.8.8 ::127.0.0.1 ::8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1 \
        2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2002:7f00:1::1 2002:808:808::1 3fff::1 5f00::1 \
        fc00::1 fd00:ec2::254 fe80::1 febf::1 fec0::1 ff02::1";
    /// What lies beside these.
    const PUBLIC: &str = "1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 \
        168.63.129.15 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.167.255.255 192.169.0.0 \
        198.17.255.255 198.20.0.0 223.255.255.255 2001:200::1 2001:4860:4860::8888 2003::1 2a00:1450::1 \
        3ffe::1";

    #[test]
    fn what_is_not_public_is_known_as_that_up_to_its_borders() {
        for not in NOT_PUBLIC.split(' ') {
            assert!(!is_public_text(not), "{not}");
        }
        for public in PUBLIC.split(' ') {
            assert!(is_public_text(public), "{public}");
        }
    }

    #[test]
    fn an_address_says_https_a_public_name_and_a_free_port() {
        let checked = |text: &str, here| text.parse::<HookUrl>().map_err(|_| "is none").and_then(|it| check(&it, here));
        for fine in [
            "https://zorg.example",
            "https://hooks.zorg.example/in?x=1",
            "https://zorg.example:443/",
            "https://zorg.example:1024",
            "https://zorg.example:65535/a",
            "https://xn--zrg-3na.example/",
            "https://zorg.xn--p1ai/",
        ] {
            assert_eq!((checked(fine, false), checked(fine, true)), (Ok(()), Ok(())), "{fine}");
        }
        for local in ["http://localhost:9000/in", "http://127.0.0.1:9000"] {
            assert!(checked(local, false).is_err(), "{local}");
            assert_eq!(checked(local, true), Ok(()), "{local}");
        }
        for not in [
            "https://zorg.example:22",
            "https://zorg.example:80/",
            "https://zorg.example:1023",
            "https://zorg.example:65536",
            "https://zorg.example:0",
            "https://printer.local",
            "https://metadata.google.internal/",
            "https://a.localhost",
            "http://localhost:25/",
            "https://router.home.arpa",
        ] {
            assert!(checked(not, true).is_err(), "{not}");
        }
    }
}
