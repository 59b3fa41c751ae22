//! From pieces of a file to its lines.

use super::line::{Header, LineError, of_json};
use crate::api::MemberInput;

/// Longest line, bytes.
pub const LINE_LIMIT: usize = 16 * 1024;

/// A line with its number: a member, or why it is none.
pub type Line = (u32, Result<MemberInput, LineError>);

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A JSON object a line.
    Ndjson,
    /// A header row, then a person a row.
    Csv,
}

impl Format {
    /// The form that a `Content-Type` names.
    pub fn of_content_type(kind: &str) -> Option<Format> {
        let kind = kind.split(';').next().unwrap_or_default().trim();
        match kind.to_ascii_lowercase().as_str() {
            "application/x-ndjson" | "application/ndjson" | "application/jsonl" => {
                Some(Format::Ndjson)
            }
            "text/csv" => Some(Format::Csv),
            _ => None,
        }
    }
}

/// The lines of a file that arrives in pieces. It holds one line, and never more than
/// [`LINE_LIMIT`] of it.
#[derive(Debug)]
pub struct Lines {
    format: Format,
    header: Option<Header>,
    line: Vec<u8>,
    too_long: bool,
    /// Within quotation marks a line end is a letter (CSV).
    quoted: bool,
    /// Line ends seen, and the line that `line` begins in.
    seen: u32,
    begins: u32,
}

impl Lines {
    /// A file of this form.
    pub fn new(format: Format) -> Lines {
        Lines {
            format,
            header: None,
            line: Vec::new(),
            too_long: false,
            quoted: false,
            seen: 0,
            begins: 1,
        }
    }

    /// Takes the next piece; what its lines are, each with its number.
    ///
    /// # Errors
    /// The file is a table without the columns it must have, in words.
    pub fn push(&mut self, piece: &[u8], found: &mut Vec<Line>) -> Result<(), &'static str> {
        for byte in piece {
            match byte {
                b'\n' => {
                    self.seen = self.seen.saturating_add(1);
                    // A quotation mark that nobody closes must not take the rest of the file along.
                    if self.quoted && !self.too_long {
                        self.keep(*byte);
                    } else {
                        self.finish(found)?;
                    }
                }
                byte => {
                    self.quoted ^= self.format == Format::Csv && *byte == b'"';
                    self.keep(*byte);
                }
            }
        }
        Ok(())
    }

    /// The file has ended: what its last line is, if it had no line end.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn end(&mut self, found: &mut Vec<Line>) -> Result<(), &'static str> {
        self.finish(found)
    }

    fn keep(&mut self, byte: u8) {
        match self.line.len() < LINE_LIMIT {
            true => self.line.push(byte),
            false => self.too_long = true,
        }
    }

    fn finish(&mut self, found: &mut Vec<Line>) -> Result<(), &'static str> {
        const NEEDED: &str =
            "The first line of a table names its columns, object and id among them.";
        let number = self.begins;
        self.begins = self.seen.saturating_add(1);
        self.quoted = false;
        let too_long = std::mem::take(&mut self.too_long);
        let bytes = std::mem::take(&mut self.line);
        let text = str::from_utf8(&bytes).map(|text| text.trim_start_matches('\u{feff}').trim());
        let read = match (text, too_long) {
            (_, true) => Err(LineError::TooLong),
            (Err(_), _) => Err(LineError::NotUtf8),
            (Ok(""), _) => return Ok(()),
            (Ok(text), _) => match (self.format, &self.header) {
                (Format::Ndjson, _) => of_json(text),
                (Format::Csv, Some(header)) => header.member(text),
                (Format::Csv, None) => {
                    self.header = Some(Header::of(text).ok_or(NEEDED)?);
                    return Ok(());
                }
            },
        };
        if self.format == Format::Csv && self.header.is_none() {
            return Err(NEEDED);
        }
        found.push((number, read));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Found = Vec<Line>;

    /// The file in pieces of so many bytes.
    fn read(format: Format, file: &[u8], piece: usize) -> Result<Found, &'static str> {
        let (mut lines, mut found) = (Lines::new(format), Found::new());
        for piece in file.chunks(piece) {
            lines.push(piece, &mut found)?;
        }
        lines.end(&mut found)?;
        Ok(found)
    }

    fn told(found: &Found) -> Vec<String> {
        found
            .iter()
            .map(|(number, line)| match line {
                Ok(member) => format!(
                    "{number} {} {} {}",
                    member.object.as_str(),
                    member.id.as_str(),
                    member.fields.get("FirstName")
                ),
                Err(why) => format!("{number} {why}"),
            })
            .collect()
    }

    #[test]
    fn ndjson_in_pieces_of_any_size() {
        let file = "\u{feff}{\"object\":\"lead\",\"id\":\"1\",\"fields\":{\"FirstName\":\"Zoë\"}}\r\n\n\
            {\"object\":\"leed\",\"id\":\"1\",\"fields\":{}}\n\
            {\"object\":\"lead\",\"id\":\"1\"}\nnonsense\n\
            {\"object\":\"contact\",\"id\":\"2\",\"fields\":{},\"more\":1}\n\
            {\"object\":\"contact\",\"id\":\"2\",\"fields\":{}}";
        for piece in 1..40 {
            let found = read(Format::Ndjson, file.as_bytes(), piece).unwrap();
            let told = told(&found);
            assert_eq!(told[0], "1 lead 1 Zoë");
            assert_eq!(told[1], "3 object: Known here: lead, contact.");
            assert_eq!(told[2], "4 fields: This field is missing.");
            assert!(told[3].starts_with("5 "), "{}", told[3]);
            assert!(told[4].starts_with("6 more: "), "{}", told[4]);
            assert_eq!((told[5].as_str(), told.len()), ("7 contact 2 ", 6));
        }
    }

    #[test]
    fn a_line_that_is_too_long_costs_itself_only() {
        let mut file = vec![b'x'; LINE_LIMIT + 1];
        file.extend(b"\n{\"object\":\"lead\",\"id\":\"1\",\"fields\":{}}\n\xff\n");
        let found = read(Format::Ndjson, &file, 1000).unwrap();
        assert_eq!(
            told(&found),
            [
                "1 A line may have 16384 bytes.",
                "2 lead 1 ",
                "3 Not text in UTF-8."
            ]
        );
    }

    #[test]
    fn a_table_with_quotes_and_either_delimiter() {
        let file = "Object,ID,FirstName\r\nlead,1,\"A \"\"B\"\",\nC\"\nContact, 2 ,D\nlead,,x\ncase,3,x\nlead,4\nlead,5,\"x";
        for piece in 1..20 {
            assert_eq!(
                told(&read(Format::Csv, file.as_bytes(), piece).unwrap()),
                [
                    "2 lead 1 A \"B\",\nC",
                    "4 contact 2 D",
                    "5 id: the record's id in the CRM.",
                    "6 object: lead or contact.",
                    "7 2 cells, and the header has 3 columns.",
                    "8 A quotation mark is not closed.",
                ]
            );
        }
        let semicolons = read(Format::Csv, b"id;object;FirstName\n1;lead;A, B", 7).unwrap();
        assert_eq!(
            told(&semicolons),
            ["1 lead 1 A, B"].map(|line| line.replacen('1', "2", 1))
        );
        assert!(read(Format::Csv, b"FirstName,Mobile\nA,1", 5).is_err());
        assert!(read(Format::Csv, b"\xff,id\nlead,1", 5).is_err());
    }

    #[test]
    fn the_form_is_named() {
        let of = Format::of_content_type;
        assert_eq!(of("application/x-ndjson"), Some(Format::Ndjson));
        assert_eq!(of("Text/CSV; charset=utf-8"), Some(Format::Csv));
        assert_eq!(of("application/json"), None);
    }
}
