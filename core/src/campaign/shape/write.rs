//! Writes the shape of a value.

use super::Shape;
use super::kind::{Kind, is_never_the_same};
use crate::campaign::typography::{regular, trimmed};
use crate::count::{CharClass, classify, is_all_plain, normalise, occurrences};

/// Writes runs of kinds.
struct Writer<'o> {
    out: &'o mut String,
    kind: Kind,
    times: u32,
}

impl Writer<'_> {
    fn push(&mut self, kind: Kind) {
        if kind != self.kind || kind.is_typography() {
            self.flush();
            self.kind = kind;
        }
        self.times = self.times.saturating_add(1);
    }

    fn flush(&mut self) {
        if self.times > 0 {
            self.out.push(self.kind.letter());
        }
        if self.times > 1 {
            write_number(self.times, self.out);
        }
        self.times = 0;
    }
}

/// In decimal. The standard library's formatting would be most of the time a member takes.
fn write_number(n: u32, out: &mut String) {
    let tens = n / 10;
    if tens > 0 {
        write_number(tens, out);
    }
    let digit = u8::try_from(n % 10).unwrap_or_default();
    out.push(char::from(b'0'.saturating_add(digit)));
}

impl Shape {
    /// Writes the shape of a value, as it would be merged: trimmed, its line ends LF.
    pub fn write(value: &str, out: &mut String) {
        let value = trimmed(value);
        if is_all_plain(value) {
            // Most values.
            Writer {
                out,
                kind: Kind::Basic,
                times: u32::try_from(value.len()).unwrap_or(u32::MAX),
            }
            .flush();
            return;
        }
        let value = normalise(value);
        let value = value.as_ref();
        let from = out.len();
        let written = match Shape::write_known(value, out) {
            Ok(()) => true,
            Err(culprit) => {
                out.truncate(from);
                !is_never_the_same(culprit) && Shape::write_replaceable(value, out)
            }
        };
        if !written {
            out.truncate(from);
            Shape::write_units(value, out);
        }
    }

    /// Of a regular value.
    ///
    /// # Errors
    /// The first character that is not.
    fn write_known(value: &str, out: &mut String) -> Result<(), char> {
        let mut writer = Writer {
            out,
            kind: Kind::Basic,
            times: 0,
        };
        for c in value.chars() {
            match classify(c) {
                CharClass::Basic => writer.push(Kind::Basic),
                CharClass::Extension => writer.push(Kind::Extension),
                CharClass::Unicode | CharClass::Astral => return Err(c),
            }
        }
        writer.flush();
        Ok(())
    }

    /// Of a value with typography; whether it could be done: nothing is in it that stays unicode.
    fn write_replaceable(value: &str, out: &mut String) -> bool {
        let mut writer = Writer {
            out,
            kind: Kind::Basic,
            times: 0,
        };
        let known = |writer: &mut Writer<'_>, text: &str| {
            for c in text.chars() {
                writer.push(match classify(c) {
                    CharClass::Extension => Kind::Extension,
                    _ => Kind::Basic,
                });
            }
        };
        let mut at = 0;
        for (sequence, position) in occurrences(value) {
            let Some(kind) = Kind::of_culprit(sequence) else {
                return false;
            };
            known(
                &mut writer,
                value.get(at..position.bytes.start).unwrap_or_default(),
            );
            writer.push(kind);
            at = position.bytes.end;
        }
        known(&mut writer, value.get(at..).unwrap_or_default());
        writer.flush();
        regular(value).is_some()
    }

    fn write_units(value: &str, out: &mut String) {
        let mut writer = Writer {
            out,
            kind: Kind::Unicode,
            times: 0,
        };
        for c in value.chars() {
            writer.push(match classify(c) {
                CharClass::Astral => Kind::Pair,
                _ => Kind::Unicode,
            });
        }
        writer.flush();
    }
}
