//! A second implementation, straight from 3GPP TS 23.038 and 23.040: lists, strings and
//! allocation instead of arithmetic. The fast one must agree with it, and is measured
//! against it.

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "\u{c}^{}\\[~]|€";

pub(crate) struct Counted {
    pub(crate) encoding: &'static str,
    pub(crate) characters: usize,
    pub(crate) segments: Vec<String>,
    pub(crate) units_per_segment: Vec<usize>,
}

pub(crate) fn count(text: &str) -> Counted {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let gsm7 = text
        .chars()
        .all(|c| BASIC.contains(c) || EXTENSION.contains(c));
    let (encoding, alone, of_several) = if gsm7 {
        ("GSM-7", 160, 153)
    } else {
        ("UCS-2", 70, 67)
    };
    let width = |c: char| match gsm7 {
        true if EXTENSION.contains(c) => 2,
        true => 1,
        false => c.len_utf16(),
    };
    let whole: usize = text.chars().map(width).sum();
    let room = if whole <= alone { alone } else { of_several };
    let mut segments: Vec<String> = Vec::new();
    let mut units_per_segment: Vec<usize> = Vec::new();
    for c in text.chars() {
        match (segments.last_mut(), units_per_segment.last_mut()) {
            (Some(segment), Some(units)) if *units + width(c) <= room => {
                segment.push(c);
                *units += width(c);
            }
            _ => {
                segments.push(c.to_string());
                units_per_segment.push(width(c));
            }
        }
    }
    Counted {
        encoding,
        characters: text.chars().count(),
        segments,
        units_per_segment,
    }
}
