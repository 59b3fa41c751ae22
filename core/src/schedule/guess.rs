//! Where a number is probably at home: a guess, and told as one.

/// The zone with the most people of each calling code, by the first digit of the code: a zone, then what its numbers
/// begin with. The longest beginning counts, so that a country with several zones names those that a number tells
/// apart, behind its own. In North America that is the area code; mobile numbers keep theirs when people move.
const ZONES: [&str; 9] = [
    "America/New_York 1;\
     America/Chicago 1205 1210 1214 1217 1218 1219 1224 1225 1228 1251 1254 1256 1262 1270 1274 1281 1308 1309 \
     1312 1314 1316 1318 1319 1320 1325 1331 1334 1337 1346 1361 1363 1364 1402 1405 1409 1414 1417 1430 1432 1464 1469 \
     1479 1501 1504 1507 1512 1515 1531 1534 1539 1557 1563 1572 1573 1580 1601 1605 1608 1612 1615 1618 1620 1629 1630 \
     1636 1641 1651 1659 1660 1662 1682 1701 1708 1712 1713 1715 1726 1730 1731 1737 1763 1769 1773 1779 1785 1806 1815 \
     1816 1817 1830 1832 1847 1850 1870 1872 1901 1903 1913 1918 1920 1931 1936 1938 1940 1945 1952 1956 1972 1975 1979 \
     1985;\
     America/Denver 1303 1307 1385 1406 1435 1505 1575 1719 1720 1801 1970 1983 1208 1986 1915;\
     America/Phoenix 1480 1520 1602 1623 1928;\
     America/Los_Angeles 1206 1209 1213 1253 1279 1310 1323 1341 1350 1360 1369 1408 1415 1424 1425 1442 1458 1503 1509 \
     1510 1530 1541 1559 1562 1564 1619 1626 1628 1650 1657 1661 1669 1702 1707 1714 1725 1747 1760 1775 1805 1818 1820 \
     1831 1837 1840 1858 1909 1916 1925 1949 1951 1971;\
     America/Anchorage 1907;Pacific/Honolulu 1808;\
     America/Toronto 1226 1249 1289 1343 1365 1382 1416 1418 1437 1438 1450 1468 1514 1519 1548 1579 1581 1613 1647 1683 \
     1705 1742 1753 1807 1819 1873 1905 1942;\
     America/Winnipeg 1204 1431 1584;America/Regina 1306 1474 1639;America/Edmonton 1867 1368 1403 1587 1780 1825;\
     America/Vancouver 1236 1250 1257 1604 1672 1778;America/Halifax 1428 1506 1782 1902;America/St_Johns 1709 1879;\
     America/Puerto_Rico 1787 1939 1340;America/Santo_Domingo 1809 1829 1849;America/Jamaica 1876 1658;\
     America/Nassau 1242;America/Barbados 1246;America/Port_of_Spain 1868 1264 1268 1284 1473 1664 1721 1758 1767 1784 1869;\
     Atlantic/Bermuda 1441;America/Cayman 1345;America/Grand_Turk 1649;Pacific/Pago_Pago 1684;Pacific/Guam 1670 1671",
    "Africa/Cairo 20;Africa/Juba 211;Africa/Casablanca 212;Africa/Algiers 213;Africa/Tunis 216;Africa/Tripoli 218;\
     Africa/Abidjan 220 221 222 223 224 225 226 228 231 232 233 245 290 247;Africa/Lagos 227 229 234 235 236 237 240 241 242 \
     244;Africa/Kinshasa 243;Atlantic/Cape_Verde 238;Africa/Sao_Tome 239;Indian/Chagos 246;Indian/Mahe 248;Indian/Mauritius 230;\
     Africa/Khartoum 249;Africa/Kigali 250 257 258 260 263 265 267;Africa/Nairobi 251 252 253 254 255 256 261 262 269 291;\
     Africa/Windhoek 264;Africa/Johannesburg 266 268 27;America/Aruba 297;Atlantic/Faroe 298;America/Nuuk 299;\
     Indian/Reunion 26269",
    "Europe/Athens 30;Europe/Amsterdam 31;Europe/Brussels 32;Europe/Paris 33;Europe/Madrid 34;Europe/Gibraltar 350;\
     Europe/Lisbon 351;Europe/Luxembourg 352;Europe/Dublin 353;Atlantic/Reykjavik 354;Europe/Tirane 355;Europe/Malta 356;\
     Asia/Nicosia 357;Europe/Helsinki 358;Europe/Sofia 359;Europe/Budapest 36;Europe/Vilnius 370;Europe/Riga 371;\
     Europe/Tallinn 372;Europe/Chisinau 373;Asia/Yerevan 374;Europe/Minsk 375;Europe/Andorra 376;Europe/Monaco 377;\
     Europe/Rome 378 379 39;Europe/Kyiv 380;Europe/Belgrade 381 382 383 385 386 387 389",
    "Europe/Bucharest 40;Europe/Zurich 41 423;Europe/Prague 420 421;Europe/Vienna 43;Europe/London 44;\
     Europe/Copenhagen 45;Europe/Stockholm 46;Europe/Oslo 47;Europe/Warsaw 48;Europe/Berlin 49",
    "Atlantic/Stanley 500;America/Belize 501;America/Guatemala 502;America/El_Salvador 503;America/Tegucigalpa 504;\
     America/Managua 505;America/Costa_Rica 506;America/Panama 507;America/Miquelon 508;America/Port-au-Prince 509;\
     America/Lima 51;America/Mexico_City 52;America/Tijuana 52664 52686 52646;America/Hermosillo 52662 52644;\
     America/Cancun 52998 52984 52983;America/Havana 53;America/Argentina/Buenos_Aires 54;America/Sao_Paulo 55;\
     America/Manaus 5592 5597;America/Cuiaba 5565 5566;America/Campo_Grande 5567;America/Rio_Branco 5568;\
     America/Porto_Velho 5569;America/Boa_Vista 5595;America/Noronha 5581983;America/Santiago 56;America/Bogota 57;\
     America/Caracas 58;America/Guadeloupe 590;America/La_Paz 591;America/Guyana 592;America/Guayaquil 593;\
     America/Cayenne 594;America/Asuncion 595;America/Martinique 596;America/Paramaribo 597;America/Montevideo 598;\
     America/Curacao 599",
    "Asia/Kuala_Lumpur 60;Australia/Sydney 61;Asia/Jakarta 62;Asia/Manila 63;Pacific/Auckland 64;Asia/Singapore 65;\
     Asia/Bangkok 66;Asia/Dili 670;Pacific/Norfolk 672;Asia/Brunei 673;Pacific/Nauru 674;Pacific/Port_Moresby 675;\
     Pacific/Tongatapu 676;Pacific/Guadalcanal 677;Pacific/Efate 678;Pacific/Fiji 679;Pacific/Palau 680;\
     Pacific/Wallis 681;Pacific/Rarotonga 682;Pacific/Niue 683;Pacific/Apia 685;Pacific/Tarawa 686;Pacific/Noumea 687;\
     Pacific/Funafuti 688;Pacific/Tahiti 689;Pacific/Fakaofo 690;Pacific/Pohnpei 691;Pacific/Majuro 692",
    "Europe/Moscow 7;Asia/Almaty 76 77",
    "Asia/Tokyo 81;Asia/Seoul 82;Asia/Ho_Chi_Minh 84;Asia/Pyongyang 850;Asia/Hong_Kong 852;Asia/Macau 853;\
     Asia/Phnom_Penh 855;Asia/Vientiane 856;Asia/Shanghai 86;Asia/Dhaka 880;Asia/Taipei 886",
    "Europe/Istanbul 90;Asia/Kolkata 91;Asia/Karachi 92;Asia/Kabul 93;Asia/Colombo 94;Asia/Yangon 95;Indian/Maldives 960;\
     Asia/Beirut 961;Asia/Amman 962;Asia/Damascus 963;Asia/Baghdad 964;Asia/Kuwait 965;Asia/Riyadh 966;Asia/Aden 967;\
     Asia/Muscat 968;Asia/Hebron 970;Asia/Dubai 971;Asia/Jerusalem 972;Asia/Bahrain 973;Asia/Qatar 974;Asia/Thimphu 975;\
     Asia/Ulaanbaatar 976;Asia/Kathmandu 977;Asia/Tehran 98;Asia/Dushanbe 992;Asia/Ashgabat 993;Asia/Baku 994;\
     Asia/Tbilisi 995;Asia/Bishkek 996;Asia/Tashkent 998",
];

/// The zone in which somebody with this number (E.164) probably is; none where its country is not known.
pub fn zone_of_number(mobile: &str) -> Option<&'static str> {
    let digits = mobile.strip_prefix('+')?;
    let first = digits.bytes().next()?.checked_sub(b'1')?;
    let zones = ZONES.get(usize::from(first))?;
    let mut found = (0, None);
    for line in zones.split(';') {
        let mut words = line.split(' ');
        let zone = words.next();
        for begins in words {
            if begins.len() > found.0 && digits.starts_with(begins) {
                found = (begins.len(), zone);
            }
        }
    }
    found.1
}

/// Whether a text has the looks of a zone's name, so that it is worth asking whether there is such a zone. An offset
/// is none: it knows no summer.
pub fn looks_like_zone(text: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"/_+-".contains(&byte);
    text.len() <= 40
        && text.bytes().all(sound)
        && text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::zones;

    #[test]
    fn a_number_tells_its_country_and_sometimes_more() {
        for (mobile, zone) in [
            ("+41791234567", "Europe/Zurich"),
            ("+423791234", "Europe/Zurich"),
            ("+4915112345678", "Europe/Berlin"),
            ("+447400123456", "Europe/London"),
            ("+12125550123", "America/New_York"),
            ("+14155550123", "America/Los_Angeles"),
            ("+13125550123", "America/Chicago"),
            ("+16025550123", "America/Phoenix"),
            ("+18085550123", "Pacific/Honolulu"),
            ("+16045550123", "America/Vancouver"),
            ("+18765550123", "America/Jamaica"),
            ("+5511912345678", "America/Sao_Paulo"),
            ("+5592912345678", "America/Manaus"),
            ("+79161234567", "Europe/Moscow"),
            ("+77011234567", "Asia/Almaty"),
            ("+919812345678", "Asia/Kolkata"),
            ("+6421123456", "Pacific/Auckland"),
            ("+27711234567", "Africa/Johannesburg"),
        ] {
            assert_eq!(zone_of_number(mobile), Some(zone), "{mobile}");
        }
        for nowhere in ["", "+", "41791234567", "+0123", "+999123", "+É"] {
            assert_eq!(zone_of_number(nowhere), None, "{nowhere}");
        }
    }

    #[test]
    fn every_zone_of_the_table_is_one_and_no_beginning_has_two() {
        let known = zones::all();
        let mut beginnings = Vec::new();
        for (place, zones) in ZONES.iter().enumerate() {
            for line in zones.split(';') {
                let mut words = line.split(' ');
                let zone = words.next().unwrap();
                assert!(
                    looks_like_zone(zone) && known.iter().any(|name| name == zone),
                    "{zone}"
                );
                for begins in words {
                    assert!(begins.starts_with(&(place + 1).to_string()), "{begins}");
                    assert!(begins.bytes().all(|byte| byte.is_ascii_digit()));
                    beginnings.push(begins);
                }
            }
        }
        let all = beginnings.len();
        beginnings.sort_unstable();
        let twice = beginnings.windows(2).find(|two| two[0] == two[1]);
        assert_eq!(twice, None, "of {all}");
    }

    /// No country with mobile numbers is left out.
    #[cfg(feature = "phone-metadata")]
    #[test]
    fn every_region_has_a_zone() {
        let letters = || (b'A'..=b'Z').map(char::from);
        let mut missing = Vec::new();
        for code in
            letters().flat_map(|a| letters().map(move |b| [a, b].iter().collect::<String>()))
        {
            let Ok(region) = rlibphonenumber::Region::from_code(&code) else {
                continue;
            };
            let metadata = &rlibphonenumber::PHONE_NUMBER_UTIL;
            if let Some(calling) = metadata.get_country_code_for_region(region)
                && zone_of_number(&format!("+{calling}555000")).is_none()
            {
                missing.push((code, calling));
            }
        }
        assert_eq!(missing, []);
    }

    #[test]
    fn what_cannot_be_a_zone_is_not_asked_about() {
        for good in [
            "UTC",
            "Europe/Zurich",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+12",
        ] {
            assert!(looks_like_zone(good), "{good}");
        }
        for bad in [
            "",
            "+01:00",
            "-05",
            "Mountain Time",
            "Zürich",
            &"x".repeat(41),
            "1",
        ] {
            assert!(!looks_like_zone(bad), "{bad}");
        }
    }
}
